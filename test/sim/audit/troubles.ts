// What can befall a payment on its way, as steps of a history: it waits at the bank, changes hands,
// loses a leg, is told of by webhook, is forgotten by the database and taken in again.

import type { StoredRow } from '../../../src/sim/history.ts';
import { answerBody, chargeRow, eventRow } from './histories.ts';
import { CART, CHECKOUT, key, PRICE, type ShopDay } from './shop-day.ts';
import type { Write } from './story.ts';

const LEASE_MS = 15_000;

/** The gateway has the charge and waits: for its shopper, or for days to pass. */
export function park(day: ShopDay, state: 'action' | 'pending', chargeId: string): void {
  const place = { checkout_id: CHECKOUT, ordinal: day.live };
  const status = state === 'action' ? 'action_required' : 'pending';
  day.commit([
    day.seen({ lease_until: null }),
    { table: 'attempts', row: { ...place, status } },
    { table: 'legs', row: { ...place, leg: 1, state, token: null, charge_id: chargeId } },
  ]);
}

/** The bank decides on a charge that had waited. */
export function decide(
  day: ShopDay,
  charge: string,
  verdict: 'captured' | 'declined' | 'canceled',
): void {
  day.tell({ type: 'ledger', fact: { type: 'settled', charge, verdict } });
}

/** Another server takes the live payment in hand. */
export function takeOver(day: ShopDay, server = 's1'): void {
  const fence = day.nextFence();
  const writes: Write[] = [day.seen({ fence, lease_until: day.now + LEASE_MS })];
  const place = { checkout_id: CHECKOUT, ordinal: day.live };
  if (day.row('attempts', CHECKOUT, day.live)?.['status'] === 'processing') {
    writes.push({ table: 'attempts', row: { ...place, status: 'unknown' } });
  }
  day.commit(writes, server);
}

/** The first leg is void, the next one written. */
export function goOn(day: ShopDay, token: string, server = 's0'): void {
  const place = { checkout_id: CHECKOUT, ordinal: day.live };
  const lease = { lease_until: day.now + LEASE_MS };
  const voided = { ...place, leg: 1, state: 'voided' };
  day.commit([day.seen(lease), { table: 'legs', row: voided }], server);
  const next = { ...place, leg: 2, state: 'sending', token, charge_id: null };
  day.commit(
    [
      day.seen(lease),
      { table: 'attempts', row: { ...place, leg: 2 } },
      { table: 'legs', row: next },
    ],
    server,
  );
}

/** The live payment's worker lets go of it until the next look. */
export function rest(day: ShopDay, server = 's0'): void {
  const place = { checkout_id: CHECKOUT, ordinal: day.live };
  const checks = day.number('attempts', 'checks', CHECKOUT, day.live) + 1;
  day.commit(
    [
      { table: 'checkouts', row: { id: CHECKOUT, lease_until: null } },
      { table: 'attempts', row: { ...place, checks } },
    ],
    server,
  );
}

/** A message of the bank reaches a server. Answers its exchange. */
export function message(day: ShopDay, event: string, genuine = true): number {
  const path = '/payonce/webhooks/sandbox';
  const exchange = day.request('bank', 'POST', path, { body: `{"id":"${event}"}` });
  day.tell({ type: 'webhook-sent', event, exchange, genuine });
  return exchange;
}

export function inboxRow(
  day: ShopDay,
  event: string,
  status: 'applied' | 'waiting',
  effect: string | null,
  reading: unknown = {},
): Write {
  const text = JSON.stringify(reading);
  const more = { next_try_at: status === 'waiting' ? day.now + 2_000 : null };
  return { table: 'inbox', row: { event_id: event, status, effect, event: text, ...more } };
}

/** What a message about a charge says. */
export function chargeReading(ordinal: number, chargeId: string, type = 'succeeded'): unknown {
  return { type: 'charge', gatewayKey: key(ordinal), fact: { type, chargeId } };
}

/** A capture of which every row is lost pays its checkout all the same. */
export function adopt(day: ShopDay, chargeId: string, ordinal = 1): void {
  const fence = day.nextFence();
  const place = { checkout_id: CHECKOUT, ordinal };
  const money = { amount_value: PRICE.value, currency: PRICE.currency };
  const attempt = { key: `adopted:${chargeId}`, status: 'succeeded', created_at: day.now };
  const answer = { answer_status: 201, answer_body: answerBody('succeeded', ordinal) };
  const quote = { cart_version: 'v1', lines: '[]', leg: 1, checks: 0, consent_until: day.now };
  day.commit([
    day.seen({ attempts: ordinal, fence, key: null, lease_until: null, paid: ordinal, live: null }),
    { table: 'attempts', row: { ...place, ...money, ...attempt, ...answer, ...quote } },
    { table: 'legs', row: { ...place, leg: 1, state: 'succeeded', charge_id: chargeId } },
    chargeRow(chargeId, ordinal, true),
    eventRow(day, `evt_paid_${ordinal}`, 'paid'),
  ]);
}

interface Cart {
  readonly version?: number;
  readonly owner?: string;
}

/** The storefront writes its own row: version 1 and Ann's, where nothing else is said. */
export function changeCart(day: ShopDay, from: Cart, to: Cart): void {
  const row = ({ version = 1, owner = 'ann' }: Cart): StoredRow => ({ id: CART, version, owner });
  const changes = [{ table: 'storefront_carts', before: row(from), after: row(to) }];
  day.tell({ type: 'committed', version: 1_000, server: null, changes });
}
