// Every state that a shopper can see, and how a test brings it about in the real shop: by the
// bank's faults where they do, else by an answer put in the server's place.

import type { APIRequestContext, Page, Request } from 'playwright-core';
import type { Checkout } from '../../src/protocol/messages.ts';
import { CHECKOUT, CHECKOUTS, payment, pretend, type Scene } from './scene.ts';
import { enterCard, fault, NO_FUNDS, openCheckout, payButton, untilStatus } from './shopper.ts';

const UNKNOWN: Partial<Checkout> = {
  status: 'processing',
  payment: payment('unknown', 'card'),
  idempotencyKey: null,
};

async function pretendAlways(page: Page, change: Partial<Checkout>): Promise<void> {
  await page.route(CHECKOUTS, (route) => pretend(route, change));
  await page.route(CHECKOUT, (route) => pretend(route, change));
}

/** The page has seen a payment under way; from now on the server shows none. */
async function forget(page: Page): Promise<void> {
  await untilStatus(page, 'checking');
  await page.unroute(CHECKOUTS);
  await page.unroute(CHECKOUT);
}

/** What another tab does with the same key, a moment before this one's payment arrives. */
async function declineElsewhere(
  payment: Request,
  shopper: APIRequestContext,
  bankUrl: string,
): Promise<void> {
  const card = { number: NO_FUNDS, exp: '12/40', cvc: '123' };
  const made = await shopper.post(`${bankUrl}/tokens`, { data: card });
  const { token } = (await made.json()) as { token: string };
  const key = (await payment.headerValue('idempotency-key')) ?? '';
  const paymentMethod = { type: 'card', token };
  await shopper.post(payment.url(), {
    headers: { 'Idempotency-Key': key },
    data: { ...(payment.postDataJSON() as object), paymentMethod },
  });
}

export const SCENES: readonly Scene[] = [
  {
    name: 'loading',
    status: 'loading',
    set: async (page, shop) => {
      await page.route(CHECKOUTS, () => undefined);
      await page.goto(`${shop.url}/checkout`);
    },
  },
  {
    name: 'ready',
    status: 'ready',
    set: async (page, shop) => openCheckout(page, shop.url),
  },
  {
    name: 'incomplete',
    status: 'ready',
    set: async (page, shop) => {
      await openCheckout(page, shop.url);
      await payButton(page).click();
      const frame = page.frameLocator('iframe[title="Card details"]');
      await frame.locator('[aria-invalid="true"]').first().waitFor();
    },
  },
  {
    name: 'paying',
    status: 'paying',
    set: async (page, shop) => {
      await openCheckout(page, shop.url);
      await enterCard(page);
      await page.route('**/payments', () => undefined);
      await payButton(page).click();
    },
  },
  {
    name: 'checking',
    status: 'checking',
    set: async (page, shop) => {
      await pretendAlways(page, UNKNOWN);
      await page.goto(`${shop.url}/checkout`);
    },
  },
  {
    name: 'forgotten',
    status: 'error',
    set: async (page, shop) => {
      await pretendAlways(page, UNKNOWN);
      await page.goto(`${shop.url}/checkout`);
      await forget(page);
    },
  },
  {
    name: 'forgotten-confirmation',
    status: 'error',
    set: async (page, shop) => {
      const opened = page.waitForResponse(CHECKOUTS);
      await openCheckout(page, shop.url);
      const { id } = (await (await opened).json()) as Checkout;
      await pretendAlways(page, UNKNOWN);
      await page.goto(`${shop.url}/confirmation/${id}`);
      await forget(page);
    },
  },
  {
    name: 'action',
    status: 'action',
    set: async (page, shop) => {
      const asked = payment('action_required', 'card');
      const idempotencyKey = null;
      await pretendAlways(page, { status: 'action_required', payment: asked, idempotencyKey });
      await page.goto(`${shop.url}/checkout`);
    },
  },
  {
    name: 'processing',
    status: 'processing',
    set: async (page, shop) => {
      const debit = payment('processing', 'bank_debit');
      await pretendAlways(page, { status: 'processing', payment: debit, idempotencyKey: null });
      await page.goto(`${shop.url}/checkout`);
    },
  },
  {
    name: 'declined',
    status: 'declined',
    set: async (page, shop) => {
      await openCheckout(page, shop.url);
      await enterCard(page, NO_FUNDS);
      await payButton(page).click();
    },
  },
  {
    name: 'declined-elsewhere',
    status: 'declined',
    set: async (page, shop) => {
      await openCheckout(page, shop.url);
      await enterCard(page);
      await page.route('**/payments', async (route) => {
        await declineElsewhere(route.request(), page.request, shop.bankUrl);
        await route.continue();
      });
      await payButton(page).click();
      await page.getByText(/Another payment for this cart was declined/).waitFor();
    },
  },
  {
    name: 'quote-changed',
    status: 'ready',
    set: async (page, shop) => {
      await openCheckout(page, shop.url);
      await enterCard(page);
      const cart = (await (await page.request.get(`${shop.url}/shop/cart`)).json()) as {
        id: string;
        items: { sku: string }[];
      };
      const items = cart.items.map(({ sku }) => ({ sku, quantity: 2 }));
      await page.request.patch(`${shop.url}/shop/carts/${cart.id}`, { data: { items } });
      await payButton(page).click();
      await page.getByText(/Your cart changed/).waitFor();
    },
  },
  {
    name: 'offline',
    status: 'offline',
    set: async (page, shop) => {
      await openCheckout(page, shop.url);
      await page.context().setOffline(true);
    },
  },
  {
    name: 'error',
    status: 'error',
    set: async (page, shop) => {
      await page.route(CHECKOUTS, (route) => route.abort());
      await page.goto(`${shop.url}/checkout`);
    },
  },
  {
    name: 'confirmation',
    status: 'paid',
    set: async (page, shop) => {
      await openCheckout(page, shop.url);
      await enterCard(page);
      await fault(shop.bankUrl, 'slow', 1, 100);
      await payButton(page).click();
      await page.waitForURL(/\/confirmation\//);
      await untilStatus(page, 'paid');
    },
  },
];
