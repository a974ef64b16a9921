// Rows as the database answers them, for tests that need none of it.

import type { AttemptRow, ChargeRow, CheckoutRow, RefundRow } from '../../src/server/rows.ts';

export const NOW = Date.UTC(2026, 0, 1, 12);
export const KEY = '0190d0c4-9c5b-7c11-8a3e-3f1f7c1f0a01';
export const ID = 'chk_0123456789abcdef0123456789abcdef';

export const OPEN: CheckoutRow = {
  id: ID,
  tenant: 'default',
  principal: 'ann',
  cart_id: 'cart-1',
  revision: 4,
  cart_version: 'v1',
  amount_value: 4200,
  currency: 'EUR',
  lines: '[{"name":"Mug","quantity":2,"amount":{"value":4200,"currency":"EUR"}}]',
  key: KEY,
  key_expires_at: NOW + 60_000,
  retired_key: null,
  attempts: 0,
  live: null,
  fence: 0,
  lease_until: null,
  paid: null,
  declines: 0,
  events: 0,
};

export const PROCESSING: AttemptRow = {
  checkout_id: ID,
  ordinal: 1,
  key: KEY,
  nonce: 'nonce',
  fingerprint: 'fingerprint',
  status: 'processing',
  cart_version: 'v1',
  lines: OPEN.lines,
  amount_value: 4200,
  currency: 'EUR',
  method_type: 'card',
  brand: null,
  last4: null,
  decline_code: null,
  message: null,
  answer_status: null,
  answer_body: null,
  consent_until: NOW + 60_000,
  created_at: NOW,
  leg: 1,
  checks: 0,
  action_url: null,
  attention_at: null,
  address: null,
};

/** The capture that pays `OPEN`. */
export const KEPT: ChargeRow = {
  gateway: 'sandbox',
  charge_id: 'ch_1',
  ordinal: 1,
  leg: 1,
  amount_value: 4200,
  currency: 'EUR',
  kept: true,
  refunded_value: 0,
  reversed_at: null,
};

export const REFUND: RefundRow = {
  id: 'ref_0123456789abcdef0123456789abcdef',
  checkout_id: ID,
  gateway: 'sandbox',
  charge_id: 'ch_1',
  key: KEY,
  fingerprint: 'fingerprint',
  cause: 'merchant',
  reason: 'The mug was chipped.',
  amount_value: 1200,
  currency: 'EUR',
  status: 'pending',
  tries: 1,
  next_try_at: NOW + 1000,
  attention_at: null,
  created_at: NOW,
};
