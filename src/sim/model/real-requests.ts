// What the shopper and the merchant send to the shop over HTTP. Knows no server.

import { IDEMPOTENCY_KEY_HEADER } from '../../protocol/keys.ts';
import { MERCHANT_SECRET, SHOP_URL } from '../places.ts';
import { CART_VERSION, PRICE } from './real-server.ts';
import { CHECKOUT_ID } from './real-setup.ts';
import type { Card } from './worlds.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };
// Each refund is most of the money: of two only one has room.
const REFUND = { value: 3_000, currency: PRICE.currency };

export function paymentRequest(key: string, card: Card, token: string): Request {
  const type = card === 'debit' ? 'bank_debit' : 'card';
  return post(
    'payments',
    key,
    {},
    {
      amount: PRICE,
      cartVersion: CART_VERSION,
      paymentMethod: { type, token },
    },
  );
}

export function refundRequest(key: string): Request {
  const authorization = { Authorization: `Bearer ${MERCHANT_SECRET}` };
  return post('refunds', key, authorization, { amount: REFUND, reason: 'The mug was chipped.' });
}

function post(
  what: 'payments' | 'refunds',
  key: string,
  more: Readonly<Record<string, string>>,
  body: unknown,
): Request {
  const headers = { ...JSON_TYPE, ...more, [IDEMPOTENCY_KEY_HEADER]: key };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  return new Request(`${SHOP_URL}/checkouts/${CHECKOUT_ID}/${what}`, init);
}
