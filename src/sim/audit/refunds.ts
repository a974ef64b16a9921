// Promises about money given back: never more than was taken, never twice, never of what pays
// unless the merchant wishes it, and counted in the rows as at the bank.

import { words } from './bank-books.ts';
import { named, staysTaken } from './money.ts';
import { OVERDUE_MS } from './bounds.ts';
import type { Oracle, Tell } from './oracle.ts';
import { numberOf, textOf, type CheckoutFile, type RowLine } from './row-book.ts';
import type { View } from './view.ts';

// At the bank no charge was given back beyond its amount or before it was captured, and neither a
// refund's id nor its key stands there twice.
const refundsWithinCaptured: Oracle = {
  name: 'refunds-within-captured',
  level: 'end-to-end',
  words: 'Never is more given back than was taken, and no refund is made twice.',
  check(view, tell) {
    const ids = new Set<string>();
    for (const { id, key, charge: chargeId, n } of view.bank.refunds) {
      if (ids.has(id) || ids.has(key)) tell(`refund ${key} was made twice`, n);
      ids.add(id).add(key);
      const charge = view.bank.charges.get(chargeId);
      if (charge?.isCapturedAt(n) !== true) tell(`refund ${key} is of nothing captured`, n);
    }
    for (const charge of view.bank.charges.values()) {
      if (charge.refundedValue <= charge.amount.value) continue;
      const back = `${charge.refundedValue} of it was given back`;
      tell(`${named(charge)}: ${back}`, ...charge.refunds.map(({ n }) => n));
    }
  },
};

// A capture that pays nothing is given back by one refund: never by two, and not less than in full
// when the run ends. What the merchant gave of it while it paid, before a rollback, is no second.
const surplusRefundedOnce: Oracle = {
  name: 'surplus-refunded-once',
  level: 'end-to-end',
  words: 'A capture too many is given back whole, by exactly one refund.',
  check(view, tell) {
    for (const charge of view.bank.charges.values()) {
      const line = view.rows.charges.get(charge.id);
      if (line === undefined || line.first((row) => row['kept'] === true) !== null) continue;
      const entries = charge.refunds.map(({ n }) => n).filter((n) => line.at(n)?.['kept'] !== true);
      if (entries.length > 1) tell(`${named(charge)} was given back twice`, ...entries);
      if (line.now() === null || !staysTaken(view, charge)) continue;
      tell(`${named(charge)} is one too many and was not given back`, charge.n, ...entries);
    }
  },
};

// What was given back of the capture that pays, the merchant had asked for. A refund that payonce
// made up by itself never names that capture, neither in the rows nor at the bank.
const keptNotRefunded: Oracle = {
  name: 'kept-charge-not-refunded-by-us',
  level: 'end-to-end',
  words: 'Only the merchant gives back of the capture that pays a checkout.',
  check(view, tell) {
    for (const { line, before, row, n } of view.rows.written.refunds) {
      if (before !== null || row === null || row['cause'] === 'merchant') continue;
      const chargeId = textOf(row['charge_id']);
      const kept = view.rows.charges.get(chargeId)?.at(n + 1)?.['kept'] === true;
      if (kept) tell(`${line.key} (${textOf(row['cause'])}) is of ${chargeId}, which pays`, n);
    }
    for (const { key, charge, n } of view.bank.refunds) {
      if (view.rows.charges.get(charge)?.at(n)?.['kept'] !== true) continue;
      const line = view.rows.refunds.get(key);
      const asked = line?.first((row) => row['cause'] === 'merchant') ?? null;
      if (asked === null) tell(`${key} gave back of ${charge}, which pays, unasked`, n);
    }
  },
};

// A refund's row was committed before the bank was first asked for it, under the row's own id and
// for its amount: so however often it is asked for, it is one refund. What a rollback undid may be
// written again for another amount, if that was "the rest" and the rest is another now.
const refundRowBeforeCall: Oracle = {
  name: 'refund-row-before-call',
  level: 'layer',
  words: 'A refund is written down before it is sent, and sent under one key and amount for ever.',
  check(view, tell) {
    for (const { called, key } of view.gateway.calls) {
      if (called.kind !== 'refund') continue;
      const row = view.rows.refunds.get(key)?.bornBefore(called.n) ?? null;
      if (row === null) tell(`refund ${key} was sent and had no row`, called.n);
      const value = called.amount?.value;
      if (row === null || value === undefined || value === numberOf(row['amount_value'])) continue;
      tell(`refund ${key} was sent as ${value}, written as another amount`, called.n);
    }
  },
};

// A charge's counter is what its refunds that did not fail add up to, on top of what a charge that
// was taken in late brought along; so the cap holds whoever asks next.
const refundCounterAgrees: Oracle = {
  name: 'refund-counter-agrees',
  level: 'layer',
  words: "A charge's counter of what was given back is the sum of its refunds.",
  check(view, tell) {
    for (const file of view.rows.files.values()) {
      for (const line of file.charges) checkCounter(file, line, tell);
    }
  },
};

function checkCounter(file: CheckoutFile, line: RowLine, tell: Tell): void {
  const row = line.now();
  const born = line.versions.findLast(({ before }) => before === null);
  if (row === null || born === undefined) return;
  let sum = numberOf(born.row?.['refunded_value']) ?? 0;
  for (const refund of file.refunds) {
    const now = refund.now();
    if (now?.['charge_id'] !== line.key) continue;
    const value = numberOf(now['amount_value']) ?? 0;
    const isBornWith = refund.versions.some(({ n, before }) => n === born.n && before === null);
    if (isBornWith) sum -= value;
    if (now['status'] !== 'failed') sum += value;
  }
  const counted = numberOf(row['refunded_value']);
  if (counted === sum) return;
  const told = `counts ${String(counted)}, its refunds add up to ${sum}`;
  tell(`${line.key} ${told}`, line.versions.at(-1)?.n ?? born.n);
}

// When the run ends: a refund that the rows call made is one at the bank with the same amount, and
// the bank has made none that the rows do not know, unless the database forgot it.
const refundsConserved: Oracle = {
  name: 'refunds-conserved',
  level: 'end-to-end',
  words: 'In the end the rows and the bank tell of the same refunds, to the cent.',
  check(view, tell) {
    if (view.endedAt === null) return;
    for (const { key, amount, at, n } of view.bank.refunds) {
      const line = view.rows.refunds.get(key);
      const row = line?.now() ?? null;
      if (row === null && line?.wasUndone(-1) === true) continue;
      if (!view.isOver(at) || row?.['status'] === 'succeeded' || isStillTried(view, row)) continue;
      const stands = row === null ? 'in no row' : textOf(row['status']);
      tell(`the bank gave ${words(amount)} back for ${key}, which is ${stands}`, n);
    }
    const made = new Map(view.bank.refunds.map((refund) => [refund.key, refund]));
    for (const line of view.rows.refunds.values()) {
      const row = line.now();
      if (row?.['status'] !== 'succeeded') continue;
      const value = numberOf(row['amount_value']);
      if (made.get(line.key)?.amount.value === value) continue;
      tell(
        `${line.key} counts as made, and the bank made no such one`,
        line.versions.at(-1)?.n ?? 0,
      );
    }
  },
};

// When the run ends no refund hangs: each has come to its end, or its next try is still to come.
const refundsFinal: Oracle = {
  name: 'every-refund-final',
  level: 'end-to-end',
  words: 'In the end every refund is made or has failed, or is tried again in a moment.',
  check(view, tell) {
    for (const line of view.rows.refunds.values()) {
      const row = line.now();
      if (row?.['status'] !== 'pending' || isStillTried(view, row)) continue;
      if (!view.isOver(numberOf(row['created_at']) ?? 0)) continue;
      tell(`refund ${line.key} hangs`, line.versions.at(-1)?.n ?? 0);
    }
  },
};

function isStillTried(view: View, row: Readonly<Record<string, unknown>> | null): boolean {
  if (row?.['status'] !== 'pending') return false;
  return (numberOf(row['next_try_at']) ?? 0) > (view.endedAt ?? 0) - OVERDUE_MS;
}

export const REFUNDS: readonly Oracle[] = [
  refundsWithinCaptured,
  surplusRefundedOnce,
  keptNotRefunded,
  refundRowBeforeCall,
  refundCounterAgrees,
  refundsConserved,
  refundsFinal,
];
