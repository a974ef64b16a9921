// What a shopper does at the bank's page, and what the bank sends by itself, made by hand: genuine,
// forged, late or out of order as a test wants it.

import { Webhook } from 'standardwebhooks';
import { DEMO_WEBHOOK_SECRET } from '../../src/bank/webhook-secret.ts';
import type { Checkout } from '../../src/protocol/messages.ts';
import type { Database } from '../../src/server/database.ts';
import type { Answer } from './http.ts';
import type { World } from './world.ts';

export const ASKS = '4000 0027 6000 3184';
export const DEBIT = 'DE89 3704 0044 0532 0130 00';
export const FAILING_DEBIT = 'DE62 3704 0044 0532 0130 01';
export const RETURNED_DEBIT = 'DE02 1203 0000 0000 2020 51';

export const RETURNS = { returnUrl: (id: string) => `http://shop.test/confirmation/${id}` };

/** Pays a new cart with a card that asks for its shopper; answers where to send them. */
export async function asked(world: World, cartId = 'cart-1') {
  const checkout = await world.open(cartId);
  const token = await world.token(ASKS);
  const answer = await world.pay(checkout, { token });
  const { nextAction } = answer.body as { nextAction?: { url: string } };
  return { checkout, token, answer, url: nextAction?.url ?? '' };
}

export async function decide(world: World, url: string, decision: 'approve' | 'refuse') {
  const secret = new URL(url).searchParams.get('secret') ?? '';
  const body = new URLSearchParams({ secret, decision });
  return world.bank(new Request(url, { method: 'POST', body }));
}

export async function debited(world: World, account = DEBIT, cartId = 'cart-1') {
  const checkout = await world.open(cartId);
  const token = await world.token(account);
  const { amount, cartVersion } = checkout;
  const body = { amount, cartVersion, paymentMethod: { type: 'bank_debit', token } };
  const repeat = () => world.pay(checkout, { body, token });
  return { checkout, repeat, answer: await repeat() };
}

export interface Message {
  readonly id: string;
  readonly body: unknown;
  /** When it claims to be sent; default now. */
  readonly atMs?: number;
  /** Signed over other bytes. */
  readonly forged?: boolean;
}

const signer = new Webhook(DEMO_WEBHOOK_SECRET);

export function send(world: World, { id, body, atMs, forged }: Message): Promise<Answer> {
  const text = JSON.stringify(body);
  const at = new Date(atMs ?? world.clock.now());
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signer.sign(id, at, forged === true ? `${text} ` : text),
  };
  return world.call('POST', '/webhooks/sandbox', { principal: null, raw: text, headers });
}

export type Paid = Pick<Checkout, 'id' | 'amount'>;

/** The charge of a checkout's first leg, as the bank tells of it. */
export function chargeOf({ id, amount }: Paid, chargeId: string, status = 'captured') {
  const method = { type: 'card', brand: 'visa', last4: '4242' };
  return { id: chargeId, key: `${id}.1.1`, reference: id, amount, status, method };
}

/** The message that a charge of this leg has come to `status`. */
export function tells(
  paid: Paid,
  status: 'captured' | 'declined' | 'pending' | 'canceled',
  change: Record<string, unknown> = {},
): unknown {
  const charge = chargeOf(paid, `ch_${paid.id}`, status);
  return { type: 'charge.updated', data: { charge: { ...charge, ...change } } };
}

/** The types of the events that the storefront is told of a checkout, in their order. */
export async function eventsOf(database: Database, checkoutId: string): Promise<string[]> {
  const rows = await database.query(
    'SELECT type FROM payonce_outbox WHERE checkout_id = $1 ORDER BY place',
    [checkoutId],
  );
  return rows.map((row) => String(row['type']));
}

/** Sweeps twice a second for `ms` of the world's time. */
export async function sweepFor(world: World, ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 500) {
    await world.clock.advance(500);
    await world.payonce.sweep();
  }
}
