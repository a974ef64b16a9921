// A storefront's own query client, with defaults and callbacks of its own: none of it may touch a
// payment.

import {
  QueryCache,
  QueryClient,
  MutationCache,
  dehydrate,
  onlineManager,
} from '@tanstack/query-core';
import { afterEach, expect, test, vi } from 'vitest';
import { createCheckout } from '../../src/client/create-checkout.ts';
import { createWorld, tokens } from './world.ts';

afterEach(() => onlineManager.setOnline(true));

function openWith(queryClient: QueryClient, source = tokens('tok_ok')) {
  const world = createWorld();
  const ports = { ...world.ports, queryClient };
  const checkout = createCheckout(ports, { api: '/payonce', cartId: 'cart_1' });
  checkout.attachMethod(source);
  checkout.start();
  return { ...world, checkout };
}

test('a storefront whose own callbacks throw is paid all the same', async () => {
  const fail = () => {
    throw new Error('their mistake');
  };
  const queryClient = new QueryClient({
    mutationCache: new MutationCache({ onSuccess: fail }),
    queryCache: new QueryCache({ onSettled: fail }),
  });
  const { checkout, rest } = openWith(queryClient);
  await rest();
  const result = checkout.submit();
  await rest();
  expect(await result).toMatchObject({ type: 'paid' });
});

test('a storefront whose onMutate fails or hangs has sent nothing and can be pressed again', async () => {
  let isBroken = true;
  const queryClient = new QueryClient({
    mutationCache: new MutationCache({
      onMutate: () => (isBroken ? new Promise<never>(() => undefined) : undefined),
    }),
  });
  const { checkout, shop, clock } = openWith(queryClient);
  await clock.advance(0);
  const hanging = checkout.submit();
  await clock.advance(61_000);
  expect(await hanging).toMatchObject({ type: 'unavailable' });
  expect(shop.payments()).toHaveLength(0);
  isBroken = false;
  const again = checkout.submit();
  await clock.advance(0);
  expect(await again).toMatchObject({ type: 'paid' });
});

test("a storefront's defaults for its own mutations change nothing", async () => {
  const queryClient = new QueryClient({
    defaultOptions: {
      mutations: { retry: 0, networkMode: 'online', scope: { id: 'everything' } },
      queries: { staleTime: Infinity, gcTime: Infinity, retry: 5, networkMode: 'online' },
    },
  });
  // What they save never ends, and whatever shares its scope waits for it.
  const saving = { networkMode: 'always', mutationFn: () => new Promise(() => undefined) } as const;
  void queryClient.getMutationCache().build(queryClient, saving).execute(undefined);
  onlineManager.setOnline(false);
  const { checkout, shop, clock } = openWith(queryClient);
  await clock.advance(0);
  shop.faults = ['request-lost'];
  const result = checkout.submit();
  await clock.advance(5_000);
  expect(await result).toMatchObject({ type: 'paid' });
  expect(shop.payments()).toHaveLength(2);
});

test("a storefront's default persister neither stores our answers nor gives them back", async () => {
  let asked = 0;
  const queryClient = new QueryClient({
    defaultOptions: { queries: { persister: () => (asked += 1) } },
  });
  const { checkout, rest } = openWith(queryClient);
  await rest();
  expect(checkout.getSnapshot()).toMatchObject({ status: 'ready', canSubmit: true });
  expect(asked).toBe(0);
});

test('clearing the query client in the middle of a payment loses nothing', async () => {
  const queryClient = new QueryClient();
  const { checkout, shop, clock } = openWith(queryClient);
  await clock.advance(0);
  shop.faults = ['request-lost'];
  const result = checkout.submit();
  queryClient.clear();
  await clock.advance(0);
  queryClient.clear();
  await clock.advance(10_000);
  expect(await result).toMatchObject({ type: 'paid' });
  expect(shop.charges).toHaveLength(1);
});

test('nothing that could be stored holds a key, a token or a price', async () => {
  const queryClient = new QueryClient();
  const { checkout, shop, clock } = openWith(queryClient);
  await clock.advance(0);
  const everything = {
    shouldDehydrateMutation: () => true,
    shouldDehydrateQuery: () => true,
  };
  shop.faults = ['request-lost'];
  void checkout.submit();
  await clock.advance(0);
  const stored = JSON.stringify(dehydrate(queryClient, everything));
  expect(stored).not.toMatch(/key-1|tok_ok|4200/);
  await clock.advance(10_000);
  // react-query forgets by a real timer.
  await vi.waitFor(() => {
    expect(queryClient.getMutationCache().getAll()).toEqual([]);
    expect(queryClient.getQueryCache().getAll()).toEqual([]);
  });
});
