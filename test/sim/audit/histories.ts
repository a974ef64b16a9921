// Whole passages of a day in the shop, each as it should be: a payment, a decline, a lost answer
// that is found, a refund, a second capture that is given back. Tests put them one after another.

import type { History, Violation } from '../../../src/sim/history.ts';
import { audit } from '../../../src/sim/audit/audit.ts';
import { CHECKOUT, key, PRICE, ShopDay } from './shop-day.ts';
import type { Write } from './story.ts';

/** The event that a commit writes, told by `deliver`. */
export function eventRow(day: ShopDay, id: string, type: string): Write {
  const state = { status: 'waiting', next_try_at: day.now, tries: 0 };
  const row = { id, checkout_id: CHECKOUT, place: day.place(), type, event: '{}', ...state };
  return { table: 'outbox', row };
}

export function deliver(day: ShopDay, id: string, type: string): void {
  const event = { id, type, checkoutId: CHECKOUT };
  day.tell({ type: 'told', server: 's0', event, accepted: true });
  day.commit([{ table: 'outbox', row: { id, status: 'delivered' } }]);
}

export function chargeRow(id: string, ordinal: number, kept: boolean, more = {}): Write {
  const money = { amount_value: PRICE.value, currency: PRICE.currency };
  const place = { checkout_id: CHECKOUT, ordinal, leg: 1, kept, reversed_at: null };
  const refunded = { refunded_value: kept ? 0 : PRICE.value };
  return { table: 'charges', row: { charge_id: id, ...place, ...money, ...refunded, ...more } };
}

/** The commit that ends the live payment. */
export function settleWrites(
  day: ShopDay,
  verdict: 'succeeded' | 'declined',
  chargeId: string,
): Write[] {
  const ordinal = day.live;
  const place = { checkout_id: CHECKOUT, ordinal };
  const isPaid = verdict === 'succeeded';
  const answer = { answer_status: isPaid ? 201 : 402, answer_body: answerBody(verdict, ordinal) };
  const decline = { decline_code: isPaid ? null : 'generic_decline' };
  const event = isPaid ? 'paid' : 'payment_failed';
  const over = { live: null, lease_until: null, key: isPaid ? null : day.newKey() };
  return [
    day.seen({ ...over, paid: isPaid ? ordinal : null }),
    { table: 'attempts', row: { ...place, status: verdict, ...answer, ...decline } },
    { table: 'legs', row: { ...place, leg: 1, state: verdict, charge_id: chargeId } },
    ...(isPaid ? [chargeRow(chargeId, ordinal, true)] : []),
    eventRow(day, `evt_${event}_${ordinal}`, event),
  ];
}

export function answerBody(verdict: 'succeeded' | 'declined', ordinal: number): string {
  return JSON.stringify({ verdict, ordinal });
}

/** A day on which a payment was claimed, and nobody has called the bank yet. */
export function claimed(): ShopDay {
  const day = new ShopDay();
  day.open();
  day.press();
  day.send('tok_1');
  day.claim('tok_1');
  return day;
}

/** A payment from the press up to the bank's answer. Answers the page's exchange. */
export function payUpToAnswer(
  day: ShopDay,
  token: string,
  status: 'captured' | 'declined' | 'pending' = 'captured',
  page = 'p1',
): number {
  day.press(page);
  const exchange = day.send(token, page);
  day.claim(token);
  const gatewayKey = key(day.live);
  const call = day.call('charge', gatewayKey, { answering: [exchange] });
  day.charged(`ch_${token}`, gatewayKey, token, status);
  day.hear(call);
  return exchange;
}

export function pay(day: ShopDay, token = 'tok_1', page = 'p1'): void {
  const exchange = payUpToAnswer(day, token, 'captured', page);
  const ordinal = day.live;
  day.commit(settleWrites(day, 'succeeded', `ch_${token}`));
  day.answer(exchange, 201, answerBody('succeeded', ordinal));
  day.ask(page);
  day.show(page);
  deliver(day, `evt_paid_${ordinal}`, 'paid');
}

export function beDeclined(day: ShopDay, token = 'tok_1', page = 'p1'): void {
  const exchange = payUpToAnswer(day, token, 'declined', page);
  const ordinal = day.live;
  day.commit(settleWrites(day, 'declined', `ch_${token}`));
  day.answer(exchange, 402, answerBody('declined', ordinal));
  day.ask(page, 'open');
  day.show(page);
  deliver(day, `evt_payment_failed_${ordinal}`, 'payment_failed');
}

/** The live payment's answer was lost: it is shown as unknown. */
export function doubt(day: ShopDay, server = 's0'): void {
  const place = { checkout_id: CHECKOUT, ordinal: day.live };
  day.commit(
    [
      day.seen({ lease_until: day.now + 15_000 }),
      { table: 'attempts', row: { ...place, status: 'unknown' } },
      { table: 'legs', row: { ...place, leg: 1, state: 'unknown' } },
    ],
    server,
  );
}

/** The bank retires a key, and says so. */
export function retire(day: ShopDay, gatewayKey: string): void {
  const call = day.call('cancel', gatewayKey);
  day.tell({ type: 'ledger', fact: { type: 'key-canceled', key: gatewayKey } });
  day.hear(call, 200);
}

/** Takes the live payment back as one that was never sent, or of which every leg is retired. */
export function takeBack(day: ShopDay, legState: 'not_sent' | 'voided', server = 's0'): void {
  const place = { checkout_id: CHECKOUT, ordinal: day.live };
  day.commit(
    [
      { table: 'attempts', row: { ...place, status: 'not_sent' } },
      { table: 'legs', row: { ...place, leg: 1, state: legState } },
      day.seen({ live: null, lease_until: null }),
    ],
    server,
  );
}

/** A capture too many, or too late, is found: recorded with its refund. */
export function recordSurplus(day: ShopDay, chargeId: string, ordinal = 1): string {
  const id = `ref_${chargeId}`;
  day.noteRefund(id);
  const event = `evt_attention_${chargeId}`;
  day.commit([
    day.seen(),
    chargeRow(chargeId, ordinal, false),
    refundRow(day, id, chargeId, 'duplicate', PRICE.value),
    eventRow(day, event, 'needs_attention'),
  ]);
  deliver(day, event, 'needs_attention');
  return id;
}

export function refundRow(
  day: ShopDay,
  id: string,
  chargeId: string,
  cause: string,
  value: number,
): Write {
  const money = { amount_value: value, currency: PRICE.currency, next_try_at: day.now };
  const row = { id, checkout_id: CHECKOUT, charge_id: chargeId, cause, status: 'pending' };
  return { table: 'refunds', row: { ...row, ...money, created_at: day.now, key: null } };
}

/** The bank gives back, and the rows say so. */
export function giveBack(day: ShopDay, id: string): void {
  const row = day.row('refunds', id) ?? {};
  const amount = { value: Number(row['amount_value']), currency: PRICE.currency };
  const call = day.call('refund', id, { amount });
  bankRefunds(day, id, String(row['charge_id']), amount.value);
  day.hear(call);
  const event = `evt_refunded_${id}`;
  day.commit([
    day.seen(),
    { table: 'refunds', row: { id, status: 'succeeded', next_try_at: null } },
    eventRow(day, event, 'refunded'),
  ]);
  deliver(day, event, 'refunded');
}

export function bankRefunds(day: ShopDay, id: string, charge: string, value = PRICE.value): number {
  const amount = { value, currency: PRICE.currency };
  const refund = {
    id: `re_${id}_${day.now}`,
    key: id,
    charge,
    amount,
    status: 'succeeded',
  } as const;
  return day.tell({ type: 'ledger', fact: { type: 'refunded', refund } });
}

/** The merchant gives back of what was paid. */
export function refund(day: ShopDay, chargeId = 'ch_tok_1', value = 1000): void {
  const id = `ref_merchant_${value}`;
  day.noteRefund(id);
  const counted = day.number('charges', 'refunded_value', chargeId) + value;
  day.commit([
    day.seen(),
    { table: 'charges', row: { charge_id: chargeId, refunded_value: counted } },
    refundRow(day, id, chargeId, 'merchant', value),
  ]);
  giveBack(day, id);
}

/** The faults stop, everything gets its time, and the run ends. */
export function end(day: ShopDay, pages: readonly string[] = ['p1']): History {
  day.tell({ type: 'healed' });
  day.wait(300_000);
  for (const page of pages) {
    day.ask(page);
    day.show(page);
  }
  day.wait(120_000);
  day.tell({ type: 'ended' });
  return day.history();
}

/** The names of the broken promises, each once. */
export function broken(history: History): readonly string[] {
  return [...new Set(audit(history).map(({ promise }) => promise))];
}

/** The breaches of one promise. */
export function breaches(history: History, promise: string): readonly Violation[] {
  return audit(history).filter((violation) => violation.promise === promise);
}
