// What axe, a checker of accessibility rules, finds in each state of the widget. Contrast, which
// needs a layout, is left to a real browser.

import { act, screen, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import type { Checkout, Payment } from '../../src/protocol/messages.ts';
import { problem } from '../client/answers.ts';
import type { Card } from './a-bank-frame.ts';
import {
  findPay,
  openCheckout,
  openPage,
  payButton,
  serveShop,
  theCheckout,
  theConfirmation,
  until,
} from './shop-page.tsx';

serveShop();

/**
 * What axe finds wrong, by rule. Contrast needs a layout, which jsdom has not: the browser tests
 * measure it.
 */
async function violations(): Promise<readonly string[]> {
  const { violations: found } = await axe.run(document.body, {
    iframes: false,
    rules: { 'color-contrast': { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const PAYMENT: Payment = {
  id: 'pay_1',
  status: 'succeeded',
  amount: { value: 4200, currency: 'EUR' },
  method: { type: 'card', brand: 'visa', last4: '4242' },
  refunds: [
    {
      id: 'ref_1',
      amount: { value: 100, currency: 'EUR' },
      reason: 'cracked',
      status: 'failed',
      createdAt: '2026-01-01T00:00:00.000Z',
    },
  ],
  createdAt: '2026-01-01T00:00:00.000Z',
};

test('loading has no axe violations', async () => {
  const page = openPage();
  page.show(theCheckout(page));
  expect(await violations()).toEqual([]);
});

test('ready has no axe violations', async () => {
  const { user } = await openCheckout();
  expect(await violations()).toEqual([]);
  await user.click(screen.getByText('3 items'));
  expect(await violations()).toEqual([]);
});

test('paying and checking have no axe violations', async () => {
  const { shop, user, clock } = await openCheckout();
  shop.holdPayments();
  await user.click(payButton());
  await until('paying');
  expect(await violations()).toEqual([]);
  await act(() => clock.advance(15_000));
  await until('checking');
  expect(await violations()).toEqual([]);
  shop.letPaymentsIn();
  await until('paid');
  expect(await violations()).toEqual([]);
});

test.each<[Card, string]>([
  ['incomplete', 'ready'],
  ['unreachable', 'ready'],
  [{ token: 'tok_declined' }, 'declined'],
  [{ token: 'tok_slow', type: 'bank_debit' }, 'processing'],
])('a press with %o, which ends as %s, has no axe violations', async (card, status) => {
  const { user, frame } = await openCheckout();
  frame.card = card;
  await user.click(payButton());
  if (status !== 'processing') await screen.findByRole('alert');
  await until(status);
  expect(await violations()).toEqual([]);
});

test('offline has no axe violations', async () => {
  const { connection } = await openCheckout();
  act(() => connection.go(false));
  await until('offline');
  expect(await violations()).toEqual([]);
});

test('another tab paying has no axe violations', async () => {
  const { shop, connection } = await openCheckout();
  shop.payElsewhere('tok_slow');
  act(() => connection.wake('focus'));
  await findPay('Paying in another tab');
  expect(await violations()).toEqual([]);
});

test.each<[Checkout['status'], string, Partial<Checkout>]>([
  [
    'action_required',
    'action',
    {
      payment: {
        ...PAYMENT,
        status: 'action_required',
        nextAction: { type: 'redirect', url: 'https://bank.example/3ds' },
      },
    },
  ],
  ['expired', 'expired', {}],
  ['paid', 'paid', { payment: PAYMENT }],
])('a checkout found %s, shown as %s, has no axe violations', async (status, shown, members) => {
  const page = openPage();
  page.shop.picture = { status, idempotencyKey: null, ...members };
  page.show(theCheckout(page));
  await until(shown);
  expect(await violations()).toEqual([]);
});

test('an error has no axe violations', async () => {
  const page = openPage();
  page.shop.readFault = () => problem('checkout-not-found');
  page.show(theCheckout(page));
  await until('error');
  expect(await violations()).toEqual([]);
});

test('card fields that did not come have no axe violations', async () => {
  const page = openPage();
  page.show(theCheckout(page));
  await screen.findByTitle('Card details');
  await act(() => page.clock.advance(15_000));
  await screen.findByRole('button', { name: 'Load the card fields again' });
  expect(await violations()).toEqual([]);
});

test('a confirmation with refunds has no axe violations', async () => {
  const page = openPage();
  page.shop.picture = { status: 'partially_refunded', payment: PAYMENT };
  page.show(theConfirmation(page));
  await waitFor(() => screen.getByRole('heading', { name: 'Refunds' }));
  expect(await violations()).toEqual([]);
});
