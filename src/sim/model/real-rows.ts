// The rows of the real database, and the books of the real bank, as the model would write them
// down. Reads only.

import type { Row } from '../../server/database.ts';
import { gatewayKeyOf, refundIdOf } from '../../server/identity.ts';
import type { MemoryDatabase } from '../sql/memory-database.ts';
import type { RealBank } from './real-bank.ts';
import { CHECKOUT_ID } from './real-setup.ts';
import { attemptLine, checkoutLine, legLine, refundLine, type Seen, type SeenLeg } from './seen.ts';
import { MAX_LEGS } from './state.ts';

export interface RealBooks {
  readonly database: MemoryDatabase;
  readonly bank: RealBank;
  /** The gateway keys that a server has asked the bank to act on. */
  readonly sent: { has(key: string): boolean };
  readonly refundKeys: readonly string[];
  readonly nowMs: number;
}

export function checkoutRow(database: MemoryDatabase): Row {
  const [row] = database.rows('payonce_checkouts');
  if (row === undefined) throw new Error('the checkout is gone');
  return row;
}

export function attemptRow(database: MemoryDatabase, number: number): Row {
  const row = database.rows('payonce_attempts').find((one) => one['ordinal'] === number);
  if (row === undefined) throw new Error(`attempt ${number} is gone`);
  return row;
}

export function rowsSeen(books: RealBooks): Seen {
  const { database, nowMs, refundKeys } = books;
  const checkout = checkoutRow(database);
  const live = Number(checkout['live'] ?? 0);
  const until = checkout['lease_until'];
  const lease = until === null ? 'none' : Number(until) > nowMs ? 'held' : 'over';
  const attempts = [...database.rows('payonce_attempts')].sort(byOrdinal);
  const messages = new Set(
    database
      .rows('payonce_inbox')
      .filter((row) => row['status'] === 'applied')
      .map((row) => String(row['event_id'])),
  );
  return [
    checkoutLine(live, Number(checkout['paid'] ?? 0), lease),
    ...attempts.flatMap((row) => attemptSeen(books, row, live, messages)),
    ...refundKeys.map((key, number) => refundSeen(books, key, number, messages)),
  ];
}

function byOrdinal(a: Row, b: Row): number {
  return Number(a['ordinal']) - Number(b['ordinal']);
}

function attemptSeen(books: RealBooks, row: Row, live: number, messages: Set<string>): Seen {
  const { database, nowMs } = books;
  const number = Number(row['ordinal']);
  const isDue = number === live && Number(row['next_check_at']) <= nowMs;
  const legs = database.rows('payonce_legs').filter((leg) => leg['ordinal'] === number);
  const lines = Array.from({ length: MAX_LEGS }, (_one, index) => {
    const leg = legs.find((one) => one['leg'] === index + 1);
    const state = leg === undefined ? 'none' : String(leg['state']);
    return legLine(number, index + 1, {
      row: state,
      ...bankSeen(books, gatewayKeyOf(CHECKOUT_ID, number, index + 1), messages),
    });
  });
  return [attemptLine(number, String(row['status']), Number(row['leg']), isDue), ...lines];
}

function bankSeen(
  { bank, sent }: RealBooks,
  key: string,
  messages: ReadonlySet<string>,
): Omit<SeenLeg, 'row'> {
  const count = bank.chargesOf(key);
  if (count > 1) return { bank: `charged ${count} times`, waits: '', ended: '' };
  const charge = bank.charge(key);
  const told = (name: string): string => {
    const id = `evt_${charge?.id ?? ''}_${name}`;
    if (bank.event(id) === null) return 'none';
    return messages.has(id) ? 'applied' : 'open';
  };
  const ends = ['captured', 'declined', 'canceled'].map(told);
  const messagesSeen = {
    waits: told('pending'),
    ended: ends.find((one) => one !== 'none') ?? 'none',
  };
  return { bank: chargeSeen(bank, key, sent.has(key)), ...messagesSeen };
}

function chargeSeen(bank: RealBank, key: string, isSent: boolean): string {
  const status = bank.charge(key)?.status;
  if (bank.isCanceled(key))
    return status === undefined || status === 'canceled' ? 'tombstone' : 'both';
  if (status === undefined) return isSent ? 'sent' : 'unsent';
  if (status === 'pending') return bank.isAsking(key) ? 'asks' : 'pending';
  return status;
}

function refundSeen(
  { database, bank, sent, nowMs }: RealBooks,
  key: string,
  number: number,
  messages: ReadonlySet<string>,
): string {
  const id = refundIdOf(CHECKOUT_ID, 'merchant', key);
  const row = database.rows('payonce_refunds').find((one) => one['id'] === id);
  const status = row === undefined ? 'none' : String(row['status']);
  const made = bank.refundId(id);
  const event = `evt_${made ?? ''}_succeeded`;
  return refundLine(number, {
    status,
    due: status === 'pending' && Number(row?.['next_try_at']) <= nowMs,
    bank: made !== null ? 'made' : sent.has(id) ? 'sent' : 'unsent',
    told: bank.event(event) === null ? 'none' : messages.has(event) ? 'applied' : 'open',
  });
}
