// The platform outside of a page: everything can be made, and nothing happens.

import { expect, test } from 'vitest';
import { createCheckout, readCheckout } from '../../src/platform/checkout.ts';
import { browserPage } from '../../src/platform/page.ts';
import { platformPorts } from '../../src/platform/ports.ts';
import { createQueryClient } from '../../src/client/query-client.ts';

test('outside of a page there is no document, and the page port does nothing', () => {
  expect(typeof window).toBe('undefined');
  const page = browserPage();
  expect(page.isOnline()).toBe(true);
  expect(page.address?.()).toBeUndefined();
  expect(() => page.onWake(() => undefined)()).not.toThrow();
});

test('a checkout and a confirmation are made without a DOM and are loading', () => {
  const checkout = createCheckout({ api: '/payonce', cartId: 'cart_1' });
  expect(checkout.getServerSnapshot()).toBe(checkout.getSnapshot());
  expect(checkout.getSnapshot().status).toBe('loading');
  expect(readCheckout({ api: '/payonce', checkoutId: 'chk_1' }).getSnapshot().status).toBe(
    'loading',
  );
});

test('a query client that is handed in is the one that is used', () => {
  const queryClient = createQueryClient();
  expect(platformPorts(queryClient).queryClient).toBe(queryClient);
});

test('a checkout on this platform works with one port replaced', async () => {
  const checkout = createCheckout({
    api: 'https://shop.example/payonce',
    cartId: 'cart_no_dom',
    ports: { fetch: () => Promise.reject(new TypeError('no network in a test')) },
  });
  const stop = checkout.start();
  await checkout.refresh();
  expect(checkout.getSnapshot()).toMatchObject({ status: 'error', checkout: null });
  stop();
});
