// How days of a history begin, and what many of them do.

import { deliver, pay, payUpToAnswer, settleWrites } from './histories.ts';
import { CHECKOUT, ShopDay } from './shop-day.ts';
import type { Write } from './story.ts';
import { park } from './troubles.ts';

export function dayAt(page = 'p1'): ShopDay {
  const day = new ShopDay();
  day.open(page);
  return day;
}

export function paidDay(): ShopDay {
  const day = dayAt();
  pay(day);
  return day;
}

/** A press was answered that its payment waits: for the bank, or for the shopper. */
export function parkedDay(waiting: 'pending' | 'action'): ShopDay {
  const day = dayAt();
  const exchange = payUpToAnswer(day, 'tok_1', 'pending');
  park(day, waiting, 'ch_tok_1');
  day.answer(exchange, 202, '{}');
  return day;
}

/** The live payment is paid, and the storefront told. */
export function succeed(day: ShopDay, chargeId = 'ch_tok_1'): void {
  const ordinal = day.live;
  day.commit(settleWrites(day, 'succeeded', chargeId));
  deliver(day, `evt_paid_${ordinal}`, 'paid');
}

export function attempt(row: Write['row']): Write {
  return { table: 'attempts', row: { checkout_id: CHECKOUT, ordinal: 1, ...row } };
}
