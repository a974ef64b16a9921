// The confirmation: that it tells what is true, and that it only ever reads.

import { act, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Payment } from '../../src/protocol/messages.ts';
import { Confirmation } from '../../src/react.ts';
import { problem } from '../client/answers.ts';
import { openPage, serveShop, statusOf, theConfirmation, until } from './shop-page.tsx';

serveShop();

const PAID: Payment = {
  id: 'pay_1',
  status: 'succeeded',
  amount: { value: 4200, currency: 'EUR' },
  method: { type: 'card', brand: 'visa', last4: '4242' },
  refunds: [],
  createdAt: '2026-01-01T12:00:00.000Z',
};

test('a paid checkout gets thanks, amount, reference, method and lines', async () => {
  const page = openPage();
  page.shop.picture = { status: 'paid', payment: PAID };
  page.show(theConfirmation(page));
  const heading = await screen.findByRole('heading', { level: 1, name: 'Thank you' });
  expect(heading).toBeTruthy();
  expect(screen.getByText('€42.00')).toBeTruthy();
  expect(screen.getByText('chk_1')).toBeTruthy();
  expect(screen.getByText('Visa ending in 4242')).toBeTruthy();
  expect(screen.getByText('Tide mug')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toBe('Payment received.');
});

test('refunds are listed with amount, reason and how they stand', async () => {
  const page = openPage();
  const refund = {
    amount: { value: 1900, currency: 'EUR' },
    reason: 'cracked',
    createdAt: PAID.createdAt,
  };
  const refunds: Payment['refunds'] = [
    { ...refund, id: 'ref_1', status: 'succeeded' },
    { ...refund, id: 'ref_2', status: 'pending' },
    { ...refund, id: 'ref_3', status: 'failed' },
  ];
  page.shop.picture = { status: 'partially_refunded', payment: { ...PAID, refunds } };
  page.show(theConfirmation(page));
  expect(await screen.findByRole('heading', { name: 'Refunds' })).toBeTruthy();
  expect(screen.getByText('Refunded on January 1, 2026')).toBeTruthy();
  expect(screen.getByText('On its way since January 1, 2026')).toBeTruthy();
  expect(screen.getByText('Did not arrive; ask the shop')).toBeTruthy();
  expect(screen.getAllByText('€19.00')).toHaveLength(3);
  expect(screen.getAllByText('cracked')).toHaveLength(3);
  const [done, pending, failed] = document.querySelectorAll('.payonce-refund');
  expect(done?.className).toContain('--succeeded');
  expect(pending?.className).toContain('--pending');
  expect(failed?.className).toContain('--failed');
});

test('opened again and again it never posts', async () => {
  const page = openPage();
  page.shop.picture = { status: 'paid', payment: PAID };
  for (let time = 0; time < 5; time += 1) {
    const view = page.show(theConfirmation(page));
    await until('paid');
    act(() => page.connection.wake('pageshow'));
    view.unmount();
  }
  expect(page.shop.posts()).toEqual([]);
  expect(page.shop.log.length).toBeGreaterThan(0);
});

test('an open outcome is said to be open and resolves by itself, still without a post', async () => {
  const page = openPage();
  page.shop.payElsewhere('tok_slow');
  page.show(theConfirmation(page));
  await until('checking');
  expect(screen.getByRole('heading', { level: 1, name: 'One moment' })).toBeTruthy();
  expect(screen.queryByText('Thank you')).toBeNull();
  page.shop.decide('succeeded');
  await waitFor(async () => {
    await act(() => page.clock.advance(2_000));
    expect(statusOf()).toBe('paid');
  });
  expect(screen.getByRole('heading', { level: 1, name: 'Thank you' })).toBeTruthy();
  expect(page.shop.posts()).toEqual([]);
});

test('a debit is not thanked for while it is on its way, and is as soon as it has arrived', async () => {
  const page = openPage();
  const debit: Payment = { ...PAID, status: 'processing', method: { type: 'bank_debit' } };
  page.shop.picture = { status: 'processing', payment: debit, idempotencyKey: null };
  page.show(theConfirmation(page));
  await until('processing');
  expect(screen.getByRole('heading', { level: 1, name: 'On its way' })).toBeTruthy();
  expect(screen.queryByText('Thank you')).toBeNull();
  page.shop.picture = { status: 'paid', payment: PAID, revision: 9 };
  act(() => page.connection.wake('focus'));
  await until('paid');
  expect(screen.getByRole('heading', { level: 1, name: 'Thank you' })).toBeTruthy();
});

test('the page around it is told of each change', async () => {
  const page = openPage();
  page.shop.payElsewhere('tok_slow');
  const told: string[] = [];
  page.show(
    <Confirmation
      api="/payonce"
      checkoutId="chk_1"
      ports={page.ports}
      onChange={({ status }) => told.push(status)}
    />,
  );
  await until('checking');
  page.shop.decide('succeeded');
  act(() => page.connection.wake('focus'));
  await until('paid');
  expect([...new Set(told)]).toEqual(['loading', 'checking', 'paid']);
});

test('a declined payment is not thanked for', async () => {
  const page = openPage();
  page.shop.payElsewhere('tok_declined');
  page.show(theConfirmation(page));
  await until('declined');
  expect(screen.getByRole('heading', { level: 1, name: 'Not paid yet' })).toBeTruthy();
  expect(screen.getByRole('alert').textContent).toMatch(/Nothing was charged/);
  expect(screen.queryByRole('button')).toBeNull();
});

test('a stranger learns nothing but that there is nothing', async () => {
  const page = openPage();
  page.shop.readFault = () => problem('checkout-not-found');
  page.show(theConfirmation(page));
  await until('error');
  expect(document.body.textContent).not.toMatch(/chk_1|42|Tide/);
  expect(screen.getByRole('alert').textContent).toMatch(/^We cannot find this checkout\./);
});

test('a shop that does not answer is no reason to say that nothing was charged', async () => {
  const page = openPage();
  page.shop.readFault = () => problem('bank-unavailable');
  page.show(theConfirmation(page));
  await waitFor(async () => {
    await act(() => page.clock.advance(5_000));
    expect(statusOf()).toBe('error');
  });
  expect(screen.getByRole('alert').textContent).not.toMatch(/charged/);
});

test('offline it says so and shows the payment when back', async () => {
  const page = openPage();
  page.shop.picture = { status: 'paid', payment: PAID };
  page.connection.isOnline = false;
  page.show(theConfirmation(page));
  await waitFor(() =>
    expect(screen.getByRole('status').textContent).toBe(
      'You are offline. Your payment will show here as soon as you are back.',
    ),
  );
  act(() => page.connection.go(true));
  await until('paid');
});
