// Paying with the widget, press by press, judged by what the shop has charged.

import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { BankFrame } from './a-bank-frame.ts';
import {
  findPay,
  openCheckout,
  openPage,
  payButton,
  serveShop,
  statusOf,
  theCheckout,
  until,
} from './shop-page.tsx';

serveShop();

test('the ready button names the amount', async () => {
  await openCheckout();
  await until('ready');
  expect(payButton()).toHaveProperty('textContent', 'Pay €42.00');
  expect(payButton().getAttribute('aria-disabled')).toBeNull();
});

test('five clicks in one task send one payment', async () => {
  const { shop } = await openCheckout();
  const button = payButton();
  act(() => {
    for (let click = 0; click < 5; click += 1) button.click();
  });
  await until('paid');
  expect(shop.payments()).toHaveLength(1);
  expect(shop.charges).toHaveLength(1);
});

test('a double click sends one payment', async () => {
  const { shop, user } = await openCheckout();
  await user.dblClick(payButton());
  await until('paid');
  expect(shop.payments()).toHaveLength(1);
});

test('Enter in a field and a click together send one payment', async () => {
  const { shop, frame } = await openCheckout();
  frame.pressEnter();
  fireEvent.click(payButton());
  await until('paid');
  expect(shop.payments()).toHaveLength(1);
});

test('Enter in a field alone pays', async () => {
  const { shop, frame } = await openCheckout();
  frame.pressEnter();
  await until('paid');
  expect(shop.charges).toHaveLength(1);
});

test('while paying, the button keeps the focus, is busy and ignores presses', async () => {
  const { shop, user } = await openCheckout();
  shop.holdPayments();
  await user.click(payButton());
  const button = await findPay('Paying €42.00');
  expect(document.activeElement).toBe(button);
  expect(button.getAttribute('aria-disabled')).toBe('true');
  expect(button.getAttribute('aria-busy')).toBe('true');
  expect(button.hasAttribute('disabled')).toBe(false);
  await user.keyboard('{Enter} ');
  await user.click(button);
  shop.letPaymentsIn();
  await until('paid');
  expect(shop.payments()).toHaveLength(1);
});

test('after paying it is the same button, still focused, and says so', async () => {
  const { user } = await openCheckout();
  const before = payButton();
  await user.click(before);
  const after = await findPay('Paid €42.00');
  expect(after).toBe(before);
  expect(document.activeElement).toBe(after);
  expect(after.getAttribute('aria-busy')).toBeNull();
  expect(screen.getByRole('status').textContent).toBe('Payment received.');
});

test('a press with missing fields posts nothing and leaves Pay enabled', async () => {
  const { shop, user, frame } = await openCheckout();
  frame.card = 'incomplete';
  await user.click(payButton());
  expect((await screen.findByRole('alert')).textContent).toMatch(
    /^Some card details are still missing/,
  );
  expect(shop.payments()).toHaveLength(0);
  expect((await findPay('Pay €42.00')).getAttribute('aria-disabled')).toBeNull();
});

test('a decline is an alert, asks for the security code again, and another card pays under a new key', async () => {
  const { shop, user, frame } = await openCheckout();
  frame.card = { token: 'tok_declined' };
  await user.click(payButton());
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toBe(
    'Your bank declined this card. Nothing was charged. Try another card or call your bank.',
  );
  expect(statusOf()).toBe('declined');
  await waitFor(() => expect(frame.received).toContainEqual({ type: 'clear-security-code' }));
  expect(frame.received.at(-1)).not.toEqual({ type: 'lock', locked: true });
  frame.card = { token: 'tok_ok' };
  await user.click(payButton());
  await until('paid');
  const [first, second] = shop.payments();
  expect(shop.payments()).toHaveLength(2);
  expect(first?.key).not.toBe(second?.key);
  expect(shop.charges).toHaveLength(1);
  expect(screen.queryByRole('alert')).toBeNull();
});

test('the fields are locked while a payment is in flight', async () => {
  const { shop, user, frame } = await openCheckout();
  shop.holdPayments();
  await user.click(payButton());
  await waitFor(() => expect(frame.received).toContainEqual({ type: 'lock', locked: true }));
  shop.letPaymentsIn();
  await until('paid');
});

test('a changed cart shows the new total and charges only after another press', async () => {
  const { shop, user, clock } = await openCheckout();
  shop.changeCart(6300);
  await user.click(payButton());
  await findPay('Pay €63.00');
  expect(screen.getByRole('status').textContent).toBe(
    'Your cart changed in another window. The new total is €63.00.',
  );
  // The second half of a double click was aimed at the total before.
  expect(payButton().getAttribute('aria-disabled')).toBe('true');
  await user.click(payButton());
  expect(statusOf()).toBe('ready');
  expect(shop.charges).toHaveLength(0);
  await act(() => clock.advance(500));
  expect(payButton().hasAttribute('aria-disabled')).toBe(false);
  await user.click(payButton());
  await until('paid');
  expect(shop.charges).toEqual([
    expect.objectContaining({ amount: { value: 6300, currency: 'EUR' } }),
  ]);
});

test('two widgets for one cart on a page send one payment', async () => {
  const page = openPage();
  page.show(
    <>
      {theCheckout(page)}
      {theCheckout(page)}
    </>,
  );
  await waitFor(() => expect(screen.getAllByTitle('Card details')).toHaveLength(2));
  const frames = screen.getAllByTitle<HTMLIFrameElement>('Card details');
  for (const frame of frames) new BankFrame(frame).load();
  act(() => {
    for (const button of screen.getAllByRole('button', { name: 'Pay €42.00' })) button.click();
  });
  await waitFor(() =>
    expect(screen.getAllByRole('button', { name: 'Paid €42.00' })).toHaveLength(2),
  );
  expect(page.shop.payments()).toHaveLength(1);
});

test('an unreachable frame is said to be so and posts nothing', async () => {
  const { shop, user, frame } = await openCheckout();
  frame.card = 'unreachable';
  await user.click(payButton());
  expect((await screen.findByRole('alert')).textContent).toMatch(/cannot reach the bank/);
  expect(shop.payments()).toHaveLength(0);
});

test('a frame that was loaded again is connected again', async () => {
  const { shop, user, frame } = await openCheckout();
  frame.load();
  expect(frame.greetings).toHaveLength(2);
  await user.click(payButton());
  await until('paid');
  expect(shop.charges).toHaveLength(1);
});
