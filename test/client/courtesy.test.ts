// "Paying in another tab", as tabs tell each other: it makes a tab ask and say so, never more, and
// nothing is lost where it is late, wrong, broken or missing.

import { QueryClient } from '@tanstack/query-core';
import { expect, test } from 'vitest';
import type { CheckoutController } from '../../src/client/controller.ts';
import { createCheckout } from '../../src/client/create-checkout.ts';
import type { MethodSource, TabsPort, TokenizeResult } from '../../src/client/ports.ts';
import { Grapevine } from './grapevine.ts';
import { createWorld, FakePage, tokens, type World } from './world.ts';

const NAME = 'payonce https://shop.example/payonce cart_1';

function openTab(world: World, tabs: TabsPort, source: MethodSource = tokens()) {
  world.reload();
  const ports = { ...world.ports, tabs, page: new FakePage(), queryClient: new QueryClient() };
  const tab = createCheckout(ports, { api: '/payonce', cartId: 'cart_1' });
  tab.attachMethod(source);
  tab.start();
  return tab;
}

async function twoTabs(source?: MethodSource) {
  const world = createWorld();
  const grapevine = new Grapevine();
  const payer = openTab(world, grapevine.port(1), source);
  const other = openTab(world, grapevine.port(2));
  const events: string[] = [];
  for (const type of ['unknown', 'resumed', 'complete'] as const) {
    other.on(type, () => events.push(type));
  }
  await world.rest();
  return { ...world, grapevine, payer, other, events };
}

/** A card that is read when the test says so. */
function patientCard() {
  let give = (): void => undefined;
  const source: MethodSource = {
    tokenize: () =>
      new Promise<TokenizeResult>((resolve) => {
        give = () => resolve({ type: 'token', token: 'tok_ok', method: { type: 'card' } });
      }),
  };
  return { source, give: () => give() };
}

const ELSEWHERE = { status: 'checking', notice: { type: 'other-tab' }, canSubmit: false };

function shows(tab: CheckoutController): unknown {
  return tab.getSnapshot();
}

test('a press is shown in the other tab before anything is sent, and the result after it', async () => {
  const card = patientCard();
  const { payer, other, shop, rest, events } = await twoTabs(card.source);
  void payer.submit();
  await rest();
  expect(shop.payments()).toHaveLength(0);
  expect(shows(other)).toMatchObject(ELSEWHERE);
  expect(await other.submit()).toMatchObject({ type: 'not-sent', reason: 'not-ready' });
  expect(events).toEqual([]);
  card.give();
  await rest();
  expect(shows(other)).toMatchObject({ status: 'paid' });
  expect(events).toEqual(['complete']);
  expect(shop.payments()).toHaveLength(1);
});

test('a press that comes to nothing leaves the other tab payable, once the server said so', async () => {
  const world = await twoTabs({
    tokenize: async () => ({ type: 'incomplete', message: 'Enter the expiry.' }),
  });
  void world.payer.submit();
  await world.rest();
  expect(shows(world.other)).toMatchObject({ status: 'ready', notice: null, canSubmit: true });
});

test('a decline in the other tab is shown here too', async () => {
  const { payer, other, rest } = await twoTabs(tokens('tok_declined'));
  void payer.submit();
  await rest();
  expect(shows(other)).toMatchObject({ status: 'declined', canSubmit: true });
});

test('a tab that died while it paid is believed for half a minute, and then Pay is open', async () => {
  const { grapevine, other, shop, clock } = await twoTabs();
  const before = shop.reads().length;
  grapevine.tell(1, NAME, true);
  await clock.advance(29_000);
  expect(shows(other)).toMatchObject(ELSEWHERE);
  expect(shop.reads().length).toBeGreaterThan(before + 3);
  await clock.advance(1_000);
  expect(shows(other)).toMatchObject({ status: 'ready', notice: null, canSubmit: true });
});

test('"it is over" opens nothing before the server has said what became of it', async () => {
  const { grapevine, other, shop, rest } = await twoTabs();
  grapevine.tell(1, NAME, true);
  await rest();
  shop.readFault = () => new Promise<Response>(() => undefined);
  grapevine.tell(1, NAME, false);
  await rest();
  expect(shows(other)).toMatchObject(ELSEWHERE);
});

test('two tabs that press at once hear nothing of each other, and the server decides', async () => {
  const { payer, other, shop, rest, clock } = await twoTabs();
  const [first, second] = [payer.submit(), other.submit()];
  await rest();
  await clock.advance(5_000);
  expect(await first).toMatchObject({ type: 'paid' });
  expect(await second).toMatchObject({ type: 'paid' });
  expect(shop.charges).toHaveLength(1);
});

test('over is over: a late "it is over" neither opens nor shuts anything', async () => {
  const { grapevine, other, shop, rest } = await twoTabs();
  const before = shop.reads().length;
  grapevine.tell(1, NAME, false);
  await rest();
  expect(shows(other)).toMatchObject({ status: 'ready', canSubmit: true });
  expect(shop.reads()).toHaveLength(before);
});

test.each<[string, TabsPort]>([
  [
    'throws',
    {
      announce: () => {
        throw new Error('no');
      },
      listen: () => {
        throw new Error('no');
      },
    },
  ],
  [
    'throws at the end',
    {
      announce: () => () => {
        throw new Error('no');
      },
      listen: () => () => {
        throw new Error('no');
      },
    },
  ],
])('a port that %s changes nothing', async (_name, tabs) => {
  const world = createWorld();
  const tab = openTab(world, tabs);
  await world.rest();
  const result = tab.submit();
  await world.rest();
  expect(await result).toMatchObject({ type: 'paid' });
  tab.dispose();
  expect(world.clock.sleeping()).toBe(0);
});
