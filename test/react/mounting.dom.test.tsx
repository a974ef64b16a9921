// How the widget comes and goes: StrictMode, server rendering, frames, listeners, own arrangements.

import { act, screen, waitFor } from '@testing-library/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useState } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { Checkout, CheckoutProvider, PayButton, useCheckout } from '../../src/react.ts';
import { BankFrame } from './a-bank-frame.ts';
import {
  CLIENT_URL,
  findPay,
  loadFrame,
  openCheckout,
  openPage,
  payButton,
  serveShop,
  statusOf,
  theCheckout,
  until,
} from './shop-page.tsx';

serveShop();

test('StrictMode opens the checkout once and pays once', async () => {
  const { shop, user } = await openCheckout();
  await user.click(payButton());
  await until('paid');
  expect(shop.posts()).toEqual(['/checkouts', '/checkouts/chk_1/payments']);
});

test('a skeleton and an empty status line stand until the server has answered', async () => {
  const page = openPage();
  page.show(theCheckout(page));
  expect(statusOf()).toBe('loading');
  expect(screen.getByRole('status').textContent).toBe('');
  const line = screen.getByRole('status');
  await until('ready');
  expect(screen.getByRole('status')).toBe(line);
});

test('the frame comes from the bank, is told the page it serves, and is greeted by exact origin', async () => {
  const { frame } = await openCheckout({ locale: 'en-GB', theme: 'dark' });
  const url = new URL(frame.element.src);
  expect(url.origin + url.pathname).toBe(CLIENT_URL);
  expect(url.searchParams.get('origin')).toBe(window.location.origin);
  expect(frame.greetings).toEqual([
    {
      hello: expect.objectContaining({ locale: 'en-GB' }) as unknown,
      origin: 'https://bank.example',
    },
  ]);
});

test('the frame is one element through renders, a decline and a changed cart', async () => {
  const page = openPage();
  const view = page.show(theCheckout(page));
  const frame = await loadFrame();
  frame.card = { token: 'tok_declined' };
  await page.user.click(payButton());
  await until('declined');
  page.shop.changeCart(6300);
  act(() => page.connection.wake('focus'));
  await findPay('Pay €63.00');
  view.rerender(
    <StrictMode>
      <main>
        {theCheckout(page, { onChange: () => undefined, messages: { pay: 'Buy {amount}' } })}
      </main>
    </StrictMode>,
  );
  await findPay('Buy €63.00');
  expect(screen.getByTitle('Card details')).toBe(frame.element);
  expect(frame.greetings).toHaveLength(1);
});

test('a frame that does not come within 15 s says what to do and can be loaded again', async () => {
  const page = openPage();
  page.show(theCheckout(page));
  const first = await screen.findByTitle('Card details');
  await act(() => page.clock.advance(15_000));
  expect(screen.getByRole('alert').textContent).toMatch(/^The card fields have not loaded\./);
  await page.user.click(screen.getByRole('button', { name: 'Load the card fields again' }));
  const second = await screen.findByTitle<HTMLIFrameElement>('Card details');
  expect(second).not.toBe(first);
  new BankFrame(second).load();
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  await page.user.click(payButton());
  await until('paid');
});

test('the frame takes the height that the bank says', async () => {
  const { frame } = await openCheckout();
  frame.say({ type: 'height', px: 143 });
  await waitFor(() => expect(frame.element.getAttribute('height')).toBe('143'));
});

test('unmounting leaves no listener, no timer and no connection behind', async () => {
  const { view, clock, connection, frame } = await openCheckout();
  expect(frame.connections).toBe(1);
  view.unmount();
  await waitFor(() => expect(frame.connections).toBe(0));
  await act(() => clock.advance(0));
  expect(connection.listeners.size).toBe(0);
  expect(clock.sleeping()).toBe(0);
});

test('unmounting while paying sends nothing again, and coming back finds the payment', async () => {
  const { view, shop, user, ...page } = await openCheckout();
  shop.holdPayments();
  await user.click(payButton());
  await findPay('Paying €42.00');
  view.unmount();
  shop.letPaymentsIn();
  page.show(theCheckout({ ...page, shop, user }));
  await until('paid');
  expect(shop.payments()).toHaveLength(1);
});

test('each event reaches its listener once, also when the listener is new on every render', async () => {
  const heard: string[] = [];
  const page = openPage();
  function Shop() {
    const [, count] = useState(0);
    const hear = (name: string) => () => {
      heard.push(name);
      count((before) => before + 1);
    };
    return theCheckout(page, {
      onReady: hear('ready'),
      onSubmit: hear('submit'),
      onComplete: hear('complete'),
      onDecline: hear('decline'),
      onDuplicateBlocked: hear('duplicate-blocked'),
    });
  }
  page.show(<Shop />);
  const frame = await loadFrame();
  frame.card = { token: 'tok_declined' };
  await page.user.click(payButton());
  await until('declined');
  frame.card = { token: 'tok_ok' };
  await page.user.click(payButton());
  await until('paid');
  await page.user.click(await findPay('Paid €42.00'));
  page.connection.wake('focus');
  await act(() => page.clock.advance(0));
  expect(heard).toEqual(['ready', 'submit', 'decline', 'submit', 'complete']);
});

test('the listener of the latest render is the one that hears', async () => {
  const page = openPage();
  const [first, second] = [vi.fn(), vi.fn()];
  const view = page.show(theCheckout(page, { onComplete: first }));
  await loadFrame();
  view.rerender(
    <StrictMode>
      <main>{theCheckout(page, { onComplete: second })}</main>
    </StrictMode>,
  );
  await page.user.click(payButton());
  await until('paid');
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledOnce();
});

test('a press while paying tells the storefront of a blocked duplicate', async () => {
  const onDuplicateBlocked = vi.fn();
  const { shop, user } = await openCheckout({ onDuplicateBlocked });
  shop.holdPayments();
  await user.click(payButton());
  await user.click(await findPay('Paying €42.00'));
  expect(onDuplicateBlocked).toHaveBeenCalledExactlyOnceWith({ checkoutId: 'chk_1' });
  shop.letPaymentsIn();
  await until('paid');
});

test('typing in the frame reaches the storefront as a change', async () => {
  const onChange = vi.fn();
  const { frame } = await openCheckout({ onChange });
  frame.say({ type: 'change', complete: false, empty: false, brand: 'visa' });
  await waitFor(() =>
    expect(onChange).toHaveBeenCalledWith({ complete: false, empty: false, brand: 'visa' }),
  );
});

test("the storefront's query client is used when there is one", async () => {
  const queryClient = new QueryClient();
  const asked = new Set<string>();
  queryClient.getQueryCache().subscribe(({ query }) => asked.add(query.queryHash));
  const page = openPage();
  page.show(<QueryClientProvider client={queryClient}>{theCheckout(page)}</QueryClientProvider>);
  await until('ready');
  expect([...asked]).toEqual([expect.stringContaining('payonce')]);
});

test('parts can be arranged by hand around the hook', async () => {
  function Total() {
    const { snapshot, formatMoney } = useCheckout();
    return <b>{snapshot.checkout === null ? 'wait' : formatMoney(snapshot.checkout.amount)}</b>;
  }
  const page = openPage();
  page.show(
    <CheckoutProvider api="/payonce" cartId="cart_1" ports={page.ports} locale="de">
      <Total />
      <Checkout>
        <PayButton />
      </Checkout>
    </CheckoutProvider>,
  );
  expect((await screen.findByText(/^42,00/)).textContent).toBe('42,00\u00a0€');
  expect(payButton().textContent).toBe('Pay 42,00\u00a0€');
  expect(page.shop.posts()).toEqual(['/checkouts']);
});

test('words can be replaced one by one', async () => {
  const { user } = await openCheckout({ messages: { pay: 'Pay {amount} now', paidLine: 'Done.' } });
  expect(payButton().textContent).toBe('Pay €42.00 now');
  await user.click(payButton());
  await until('paid');
  expect(screen.getByRole('status').textContent).toBe('Done.');
});

test('the lines fold away under a total that stays', async () => {
  const { user, view } = await openCheckout();
  const total = screen.getByText('€42.00', { selector: 'bdi' });
  expect(view.container.querySelector('details')?.open).toBe(false);
  await user.click(screen.getByText('3 items'));
  expect(view.container.querySelector('details')?.open).toBe(true);
  expect(screen.getByText('Tide mug')).toBeTruthy();
  expect(view.container.contains(total)).toBe(true);
});

test('what a server rendered is taken over as it is', async () => {
  const page = openPage();
  const widget = theCheckout(page);
  const container = document.body.appendChild(document.createElement('div'));
  container.innerHTML = renderToString(widget);
  const onRecoverableError = vi.fn();
  const root = await act(async () => hydrateRoot(container, widget, { onRecoverableError }));
  await until('ready');
  expect(onRecoverableError).not.toHaveBeenCalled();
  act(() => root.unmount());
  container.remove();
});
