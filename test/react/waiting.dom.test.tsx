// What people see while nothing is decided: waits, lost answers, other tabs, no connection.

import { act, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problem } from '../client/answers.ts';
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

test('offline a press is refused with words, and going online sends nothing by itself', async () => {
  const { shop, user, connection } = await openCheckout();
  act(() => connection.go(false));
  const button = await findPay('Pay €42.00 (waiting)');
  expect(screen.getByRole('status').textContent).toMatch(/^You are offline\. Nothing was sent\./);
  await user.click(button);
  act(() => connection.go(true));
  await findPay('Pay €42.00');
  expect(shop.payments()).toHaveLength(0);
});

test('what people read changes at 0, 5 and 15 seconds of waiting', async () => {
  const { shop, user, clock } = await openCheckout();
  shop.holdPayments();
  await user.click(payButton());
  const line = screen.getByRole('status');
  await waitFor(() => expect(line.textContent).toBe('Asking your bank.'));
  await act(() => clock.advance(5_000));
  expect(line.textContent).toBe('This takes longer than usual. You will not be charged twice.');
  await act(() => clock.advance(10_000));
  expect(line.textContent).toMatch(/^We are still checking.*keep this page open/);
  expect(payButton().textContent).toBe('Paying €42.00');
  expect(payButton().getAttribute('aria-busy')).toBe('true');
  shop.letPaymentsIn();
  await until('paid');
});

test('an order is called safe only once the shop has told of its payment', async () => {
  const { shop, user, clock, frame } = await openCheckout();
  frame.card = { token: 'tok_slow' };
  shop.faults = Array.from({ length: 8 }, () => 'request-lost' as const);
  shop.readFault = () => problem('temporarily-unavailable');
  await user.click(payButton());
  const line = screen.getByRole('status');
  await waitFor(() => expect(line.textContent).toMatch(/^We are checking/));
  await act(() => clock.advance(15_000));
  await waitFor(() => expect(line.textContent).toMatch(/^We are still checking/));
  expect(document.body.textContent).not.toMatch(/close this page|order is safe/);
  shop.faults = [];
  shop.readFault = null;
  await waitFor(async () => {
    await act(() => clock.advance(1_000));
    expect(line.textContent).toMatch(/^You may close this page\. Your order is safe/);
  });
  expect(shop.payments().length).toBeGreaterThan(1);
});

test('a payment that is under way on arrival gets no second form', async () => {
  const page = openPage();
  page.shop.payElsewhere('tok_slow');
  page.show(theCheckout(page));
  await until('checking');
  expect(screen.queryByTitle('Card details')).toBeNull();
  expect(payButton().textContent).toBe('Paying €42.00');
  page.shop.decide('succeeded');
  await act(() => page.clock.advance(10_000));
  await until('paid');
  expect(page.shop.payments()).toHaveLength(0);
});

test('a payment begun in another tab is said to be paid there', async () => {
  const { shop, connection } = await openCheckout();
  shop.payElsewhere('tok_slow');
  act(() => connection.wake('visible'));
  const button = await findPay('Paying in another tab');
  expect(button.getAttribute('aria-disabled')).toBe('true');
  expect(screen.getByRole('status').textContent).toMatch(
    /^This cart is being paid in another tab\./,
  );
});

test('a bank that cannot be reached is said to have charged nothing, and "Try again" pays', async () => {
  const { shop, user, clock } = await openCheckout();
  shop.faults = Array.from({ length: 50 }, () => () => problem('bank-unavailable', {}, '1'));
  await user.click(payButton());
  await findPay('Paying €42.00');
  await waitFor(async () => {
    await act(() => clock.advance(20_000));
    expect(statusOf()).toBe('error');
  });
  expect(screen.getByRole('alert').textContent).toBe(
    'The shop cannot take payments right now. Nothing was charged.',
  );
  const sent = new Set(shop.payments().map(({ key }) => key));
  expect(sent.size).toBe(1);
  shop.faults = [];
  await user.click(screen.getByRole('button', { name: 'Pay €42.00. Try again' }));
  await until('paid');
  expect(shop.charges).toHaveLength(1);
});

test('a lost answer never reads as a failure and charges once', async () => {
  const { shop, user, clock } = await openCheckout();
  shop.faults = ['answer-lost', 'answer-lost', 'answer-lost'];
  const read = new Set<string>();
  await user.click(payButton());
  await waitFor(async () => {
    await act(() => clock.advance(1_000));
    read.add(document.body.textContent);
    expect(statusOf()).toBe('paid');
  });
  expect(shop.charges).toHaveLength(1);
  expect(new Set(shop.payments().map(({ key, body }) => `${String(key)} ${body}`)).size).toBe(1);
  expect([...read].join(' ')).not.toMatch(/fail|declined|not charged|nothing was charged/i);
});

test('a debit that is on its way keeps the button, its focus, and ignores presses', async () => {
  const { shop, user, frame } = await openCheckout();
  frame.card = { token: 'tok_slow', type: 'bank_debit' };
  const button = payButton();
  await user.click(button);
  await until('processing');
  expect(screen.getAllByRole('button')).toEqual([button]);
  expect(button.textContent).toBe('Payment on its way');
  expect(document.activeElement).toBe(button);
  expect(button.getAttribute('aria-disabled')).toBe('true');
  expect(button.getAttribute('aria-busy')).toBe('true');
  await user.keyboard('{Enter} ');
  await user.click(button);
  expect(shop.payments()).toHaveLength(1);
  expect(screen.getByRole('status').textContent).toMatch(/^Your bank debit is on its way\./);
});

test('checking is the same button as paying, with the same words', async () => {
  const { shop, user, clock } = await openCheckout();
  shop.holdPayments();
  const button = payButton();
  await user.click(button);
  await act(() => clock.advance(15_000));
  await until('checking');
  expect(payButton()).toBe(button);
  expect(document.activeElement).toBe(button);
  expect(screen.getByRole('button', { name: 'Paying €42.00' })).toBe(button);
  expect(button.getAttribute('aria-disabled')).toBe('true');
  shop.letPaymentsIn();
  await until('paid');
});

test('before the server has answered there is a Pay that does nothing, and becomes the one that does', async () => {
  const page = openPage();
  page.show(theCheckout(page));
  const button = screen.getByRole('button', { name: 'Pay' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  await page.user.click(button);
  await until('ready');
  expect(payButton()).toBe(button);
  expect(document.activeElement).toBe(button);
  expect(page.shop.payments()).toHaveLength(0);
});

test.each([
  ['expired', 'expired', { status: 'expired', idempotencyKey: null } as const],
  ['that is not there', 'error', null],
])('a checkout %s keeps its button, which does nothing', async (_, shown, picture) => {
  const page = openPage();
  if (picture === null) page.shop.readFault = () => problem('checkout-not-found');
  else page.shop.picture = picture;
  page.show(theCheckout(page));
  await until(shown);
  const button = screen.getByRole('button', { name: 'Payment not available' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  const before = page.shop.posts().length;
  await page.user.click(button);
  expect(page.shop.posts()).toHaveLength(before);
});
