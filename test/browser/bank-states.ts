// The states of a payment that a bank takes its time over, and of one that was given back: each by
// an answer put in the server's place, so that it stands still to be looked at.

import type { Page } from 'playwright-core';
import type { Checkout, Payment } from '../../src/protocol/messages.ts';
import { enterCard, openCheckout, payButton } from './shopper.ts';
import { CHECKOUT, payment, pretend, type Scene, type ShopUrls } from './scene.ts';

const KEYLESS = { idempotencyKey: null, keyExpiresInMs: null } as const;

/** The confirmation of the context's cart, standing as told. */
async function confirmation(page: Page, shop: ShopUrls, change: Partial<Checkout>): Promise<void> {
  const { request } = page;
  const cart = (await (await request.get(`${shop.url}/shop/cart`)).json()) as { id: string };
  const opened = await request.post(`${shop.url}/payonce/checkouts`, { data: { cartId: cart.id } });
  const { id } = (await opened.json()) as Checkout;
  await page.route(CHECKOUT, (route) => pretend(route, { ...KEYLESS, ...change }));
  await page.goto(`${shop.url}/confirmation/${id}`);
}

const CARD = { type: 'card', brand: 'visa', last4: '4242' };
const DEBIT = { type: 'bank_debit', last4: '3000' };

function refunds(): Payment['refunds'] {
  const refund = (id: string, value: number, reason: string, status: 'pending' | 'failed') => ({
    id,
    amount: { value, currency: 'EUR' },
    reason,
    status,
    createdAt: '2026-11-21T10:00:00.000Z',
  });
  return [
    { ...refund('ref_1', 1000, 'The glaze was cracked', 'pending'), status: 'succeeded' },
    refund('ref_2', 500, 'Delivered late', 'pending'),
    refund('ref_3', 200, 'A discount that was forgotten', 'failed'),
  ];
}

export const BANK_SCENES: readonly Scene[] = [
  {
    name: 'action-sent-here',
    status: 'action',
    set: async (page, shop) => {
      await openCheckout(page, shop.url);
      await enterCard(page);
      const asked = payment('action_required', 'card');
      const change = { ...KEYLESS, status: 'action_required', payment: asked } as const;
      await page.route(CHECKOUT, (route) => pretend(route, change));
      await page.route('**/payments', (route) => route.fulfill({ status: 202, json: asked }));
      await payButton(page).click();
      await page.getByRole('button', { name: 'Cancel and pay another way' }).waitFor();
    },
  },
  {
    name: 'confirmation-action',
    status: 'action',
    set: (page, shop) => {
      const asked = { ...payment('action_required', 'card'), method: CARD };
      return confirmation(page, shop, { status: 'action_required', payment: asked });
    },
  },
  {
    name: 'confirmation-processing',
    status: 'processing',
    set: (page, shop) => {
      const debit = { ...payment('processing', 'bank_debit'), method: DEBIT };
      return confirmation(page, shop, { status: 'processing', payment: debit });
    },
  },
  {
    name: 'confirmation-declined',
    status: 'declined',
    set: (page, shop) => {
      const { nextAction: _, ...asked } = payment('action_required', 'card');
      const declined = { ...asked, status: 'declined', declineCode: 'not_completed' } as const;
      return confirmation(page, shop, { status: 'open', payment: declined });
    },
  },
  {
    name: 'confirmation-refunds',
    status: 'paid',
    set: (page, shop) => {
      const paid = { ...payment('processing', 'card'), method: CARD, refunds: refunds() };
      return confirmation(page, shop, {
        status: 'partially_refunded',
        payment: { ...paid, status: 'succeeded' },
      });
    },
  },
];
