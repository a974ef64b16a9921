// What is left of the shop's page when the widget, or the storefront's own listener, has a bug.

import { screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Checkout, CheckoutProvider } from '../../src/react.ts';
import { BankFrame } from './a-bank-frame.ts';
import { openCheckout, openPage, payButton, serveShop, statusOf, until } from './shop-page.tsx';

serveShop();

afterEach(() => {
  vi.restoreAllMocks();
});

test('a mistake inside the widget leaves the page standing and says nothing about the charge', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const onError = vi.fn();
  const page = openPage();
  const connectCardFrame = () => {
    throw new Error('a bug');
  };
  page.show(
    <CheckoutProvider
      api="/payonce"
      cartId="cart_1"
      ports={{ ...page.ports, connectCardFrame }}
      onError={onError}
    >
      <p>The shop</p>
      <Checkout />
    </CheckoutProvider>,
  );
  new BankFrame(await screen.findByTitle<HTMLIFrameElement>('Card details')).load();
  await until('error');
  expect(screen.getByText('The shop')).toBeTruthy();
  expect(screen.getByRole('alert').textContent).toMatch(
    /^The payment form stopped working\. Reload/,
  );
  await waitFor(() =>
    expect(onError).toHaveBeenCalledWith({ code: 'widget-broken', detail: 'Error: a bug' }),
  );
});

test('a checkout without a provider and without props says so to the developer', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const page = openPage();
  page.show(<Checkout />);
  expect(statusOf()).toBe('error');
});

test("a storefront's listener that throws stops neither the payment nor the page", async () => {
  const thrown = new Error('a bug of the shop');
  const uncaught: unknown[] = [];
  const catchIt = (reason: unknown) => uncaught.push(reason);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', catchIt);
  const { user, shop } = await openCheckout({
    onSubmit: () => {
      throw thrown;
    },
  });
  await user.click(payButton());
  await until('paid');
  await waitFor(() => expect(uncaught).toEqual([thrown]));
  process.off('unhandledRejection', catchIt);
  for (const listener of others) process.on('unhandledRejection', listener);
  expect(shop.charges).toHaveLength(1);
});
