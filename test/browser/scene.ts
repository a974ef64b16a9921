// What a scene is, and the answers that are put in the server's place to set one.

import type { Page, Route } from 'playwright-core';
import type { Checkout } from '../../src/protocol/messages.ts';

export interface Scene {
  readonly name: string;
  /** The page's `data-payonce-status` when the scene stands. */
  readonly status: string;
  readonly set: (page: Page, shop: ShopUrls) => Promise<void>;
}

export interface ShopUrls {
  readonly url: string;
  readonly bankUrl: string;
}

export const CHECKOUTS = '**/payonce/checkouts';
export const CHECKOUT = '**/payonce/checkouts/chk_*';

export async function pretend(route: Route, change: Partial<Checkout>): Promise<void> {
  try {
    const answer = await route.fetch();
    const checkout = (await answer.json()) as Checkout;
    const revision = checkout.revision + 100;
    await route.fulfill({ response: answer, json: { ...checkout, ...change, revision } });
  } catch {
    // The page asks on for as long as it is open: one that was closed wants no answer.
  }
}

export function payment(status: 'processing' | 'unknown' | 'action_required', type: string) {
  return {
    id: 'pay_1',
    status,
    amount: { value: 2800, currency: 'EUR' },
    method: { type },
    ...(status === 'action_required'
      ? { nextAction: { type: 'redirect' as const, url: 'http://localhost/bank' } }
      : {}),
    refunds: [],
    createdAt: '2026-11-21T10:00:00.000Z',
  };
}
