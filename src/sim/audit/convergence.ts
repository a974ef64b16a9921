// Promises about the end, when the faults have stopped and everything had its time: nothing hangs.
// No payment, lease, message, event or key waits for something that will not come.

import { OVERDUE_MS, PARKED_LOOK_MS, SKEW_MS } from './bounds.ts';
import { placeOf } from './bank-books.ts';
import type { Oracle } from './oracle.ts';
import { numberOf, textOf, type CheckoutFile, type RowLine } from './row-book.ts';
import type { View } from './view.ts';
import { readingOf } from './webhooks.ts';

// Every attempt has come to its end. One that waits at the bank may, for as long as the bank waits
// as well: for its shopper, or for a debit to settle; and a while longer until it is asked for.
const attemptsFinal: Oracle = {
  name: 'every-attempt-final',
  level: 'end-to-end',
  words: 'In the end every payment is decided, but for what the bank itself has not decided.',
  check(view, tell) {
    for (const file of view.rows.files.values()) {
      for (const line of file.attempts.values()) {
        const row = line.now();
        if (row === null || !view.isOver(numberOf(row['created_at']) ?? 0)) continue;
        const status = textOf(row['status']);
        const isParked = status === 'action_required' || status === 'pending';
        if (isParked && isParkedAtBank(view, file, row['ordinal'])) continue;
        if (!isParked && status !== 'processing' && status !== 'unknown') continue;
        tell(`${file.id}.${line.key} is still ${status}`, endOf(line));
      }
    }
  },
};

function isParkedAtBank(view: View, file: CheckoutFile, ordinal: unknown): boolean {
  const charges = view.bank.of(file.id).filter((charge) => charge.ordinal === Number(ordinal));
  if (charges.some(({ settledAt }) => settledAt === 0)) return true;
  const settledAt = Math.max(...charges.map((charge) => charge.settledAt));
  return (view.endedAt ?? 0) - settledAt < PARKED_LOOK_MS;
}

// No lease stands that ran out long ago, and none of a checkout that nothing is live of.
const noStuckLease: Oracle = {
  name: 'no-stuck-lease',
  level: 'end-to-end',
  words: 'In the end nobody holds a payment that they no longer work on.',
  check(view, tell) {
    if (view.endedAt === null) return;
    for (const { row: line } of view.rows.files.values()) {
      const row = line.now();
      const until = numberOf(row?.['lease_until']);
      if (row === null || until === null) continue;
      const isOpen = numberOf(row['live']) === null;
      if (!isOpen && until + OVERDUE_MS >= view.endedAt) continue;
      tell(`the lease of ${line.key} ran out and was not taken`, endOf(line));
    }
  },
};

// No message of the bank and no event for the storefront waits past the time of its next try, and
// no event is dead. Only a checkout's first event is tried; and a message may wait for ever for a
// row that the database has lost.
const noStuckEvent: Oracle = {
  name: 'no-stuck-event',
  level: 'end-to-end',
  words: 'In the end no message waits unread and no event untold, unless its next try is to come.',
  check(view, tell) {
    if (view.endedAt === null) return;
    const dueBefore = view.endedAt - OVERDUE_MS;
    for (const line of view.rows.inbox.values()) {
      const row = line.now();
      if (row?.['status'] !== 'waiting' || isAboutLost(view, row)) continue;
      if ((numberOf(row['next_try_at']) ?? 0) >= dueBefore) continue;
      tell(`message ${line.key} waits and is not tried`, endOf(line));
    }
    for (const file of view.rows.files.values()) {
      const first = firstWaiting(file);
      if (first !== null && (numberOf(first.now()?.['next_try_at']) ?? 0) < dueBefore) {
        tell(`event ${first.key} waits and is not tried`, endOf(first));
      }
      for (const line of file.outbox) {
        if (line.now()?.['status'] === 'dead') tell(`event ${line.key} is dead`, endOf(line));
      }
    }
  },
};

function isAboutLost(view: View, row: Readonly<Record<string, unknown>>): boolean {
  if (view.rows.rollbacks.length === 0) return false;
  const { type, gatewayKey = '' } = readingOf(row);
  if (type === 'refund') return (view.rows.refunds.get(gatewayKey)?.now() ?? null) === null;
  const place = placeOf(gatewayKey);
  const file = view.rows.files.get(place?.checkoutId ?? '');
  return place === null || (file?.leg(place.ordinal, place.leg)?.now() ?? null) === null;
}

function firstWaiting(file: CheckoutFile): RowLine | null {
  let first: RowLine | null = null;
  for (const line of file.outbox) {
    const row = line.now();
    if (row?.['status'] !== 'waiting') continue;
    const before = numberOf(first?.now()?.['place']) ?? Number.POSITIVE_INFINITY;
    if ((numberOf(row['place']) ?? 0) < before) first = line;
  }
  return first;
}

// After the faults have stopped, who opens a checkout that nothing is live of and that is not paid
// gets a key, unless something changed the checkout in that very moment, or its key came to its end
// between the look at it and the answer.
const noStuckKey: Oracle = {
  name: 'no-stuck-key',
  level: 'end-to-end',
  words: 'Whoever opens a checkout that can be paid gets a key to pay it with.',
  check(view, tell) {
    const { healedN } = view;
    if (healedN === null) return;
    for (const { call, n, arrived, answers } of view.wire.exchanges.values()) {
      if (call !== 'open' || n < healedN) continue;
      for (const answer of answers) {
        const isKeyless = answer.body.includes('"idempotencyKey":null');
        if (answer.status !== 200 || !isKeyless) continue;
        const line = view.ofText(answer.body)?.row;
        const row = line?.at(answer.n) ?? null;
        if (line === undefined || row === null) continue;
        const isPayable = numberOf(row['live']) === null && numberOf(row['paid']) === null;
        const begin = arrived[0]?.n ?? n;
        const tookMs = answer.at - (arrived[0]?.at ?? answer.at);
        const endedAt = numberOf(row['key_expires_at']) ?? 0;
        if (Math.abs(endedAt - answer.at) <= tookMs + SKEW_MS) continue;
        const isChanging = line.versions.some((one) => one.n > begin && one.n < answer.n);
        if (isPayable && !isChanging) tell(`${line.key} was opened and gave no key`, answer.n);
      }
    }
  },
};

function endOf(line: RowLine): number {
  return line.versions.at(-1)?.n ?? 0;
}

export const CONVERGENCE: readonly Oracle[] = [
  attemptsFinal,
  noStuckLease,
  noStuckEvent,
  noStuckKey,
];
