// Promises about what the storefront is told: of every payment, never of one that was not made,
// each event under one id, and a checkout's events in their order. Knows the outbox and the bank's
// books.

import type { Oracle } from './oracle.ts';
import { numberOf, textOf, type RowLine } from './row-book.ts';
import { isCaptured } from './verdicts.ts';
import type { View } from './view.ts';

type Told = View['told'][number];

// `paid` is told only after the bank captured for that checkout, and `refunded` only after it gave
// something of it back; and whatever is told stood in a row before.
const toldIsSo: Oracle = {
  name: 'told-only-what-is-so',
  level: 'end-to-end',
  words: 'The storefront is told of a payment or a refund only after the bank has made it.',
  check(view, tell) {
    for (const { event, n } of view.told) {
      const { id, type, checkoutId } = event;
      if (type === 'paid' && !isCaptured(view, checkoutId, null, n)) {
        tell(`${checkoutId} was told as paid and is not`, n);
      }
      const isBack = view.bank
        .of(checkoutId)
        .some(({ refunds }) => refunds.some((refund) => refund.n < n));
      if (type === 'refunded' && !isBack) tell(`${checkoutId} was told as refunded and is not`, n);
      if (view.rows.outbox.get(id)?.existed(n) !== true) {
        tell(`${id} (${type}) was told and stood in no row`, n);
      }
    }
  },
};

// However often a checkout is told as paid, it is told under one id: who remembers ids ships once.
// Unless all that it had paid by then went back, and the storefront was told so: then it is paid
// anew.
const paidHasOneId: Oracle = {
  name: 'paid-has-one-id',
  level: 'end-to-end',
  words: 'A checkout is told as paid under one id, however often, until all of it was given back.',
  check(view, tell) {
    const last = new Map<string, Told>();
    const ids = new Set<string>();
    for (const told of view.told) {
      const { id, type, checkoutId } = told.event;
      if (type !== 'paid' || ids.has(id)) continue;
      const before = last.get(checkoutId);
      ids.add(id);
      last.set(checkoutId, told);
      if (before === undefined || isGivenBackBetween(view, before, told)) continue;
      tell(`${checkoutId} was told as paid under two ids`, before.n, told.n);
    }
  },
};

function isGivenBackBetween(view: View, before: Told, after: Told): boolean {
  const { checkoutId } = before.event;
  const word = view.told.findLast(
    ({ event, n }) =>
      n > before.n && n < after.n && event.type === 'refunded' && event.checkoutId === checkoutId,
  );
  if (word === undefined) return false;
  return view.bank.of(checkoutId).every((charge) => {
    if (!charge.isCapturedAt(before.n)) return true;
    const back = charge.refunds.filter(({ n }) => n < word.n);
    return back.reduce((sum, { amount }) => sum + amount.value, 0) >= charge.amount.value;
  });
}

// An event is told for the first time only when all that stand before it in its checkout's line
// were taken before, or are dead.
const toldInOrder: Oracle = {
  name: 'each-event-told-in-order',
  level: 'layer',
  words: "A checkout's events are told in the order in which they happened.",
  check(view, tell) {
    const taken = new Set<string>();
    const begun = new Set<string>();
    for (const { event, accepted, n } of view.told) {
      const { id, checkoutId } = event;
      const place = numberOf(view.rows.outbox.get(id)?.at(n)?.['place']);
      const isFirst = !begun.has(id);
      begun.add(id);
      if (isFirst && place !== null) {
        const earlier = view.rows.files.get(checkoutId)?.outbox.find((line) => {
          const row = line.at(n);
          if (row === null || taken.has(line.key) || row['status'] !== 'waiting') return false;
          return (numberOf(row['place']) ?? place) < place;
        });
        if (earlier !== undefined) tell(`${id} was told before ${earlier.key}`, n);
      }
      if (accepted) taken.add(id);
    }
  },
};

// The commit that makes a checkout paid also writes the event that tells of it: `paid`, or a call
// for a person where it is not known what was bought.
const paidIsAnnounced: Oracle = {
  name: 'paid-is-announced',
  level: 'layer',
  words: 'A checkout becomes paid in the commit that writes the event of it.',
  check(view, tell) {
    for (const { line, before, row, n, commit } of view.rows.written.checkouts) {
      if (row === null || numberOf(row['paid']) === null) continue;
      if (before !== null && numberOf(before['paid']) !== null) continue;
      const event = commit?.changes.find(
        ({ table, before: was, after }) =>
          table === 'payonce_outbox' && was === null && after?.['checkout_id'] === line.key,
      );
      const type = event?.after?.['type'];
      if (type === 'paid' || type === 'needs_attention') continue;
      tell(`${line.key} became paid, and nobody is told`, n);
    }
  },
};

// When the run ends, whatever the rows call delivered was taken by the storefront at least once.
// That nothing waits for longer than its next try is another promise: no-stuck-event.
const toldAtLeastOnce: Oracle = {
  name: 'told-at-least-once',
  level: 'end-to-end',
  words: 'In the end the storefront has taken every event that is called delivered.',
  check(view, tell) {
    const taken = new Set<string>();
    for (const { event, accepted } of view.told) if (accepted) taken.add(event.id);
    for (const line of view.rows.outbox.values()) {
      const row = line.now();
      if (row?.['status'] !== 'delivered' || taken.has(line.key)) continue;
      tell(`${line.key} (${textOf(row['type'])}) is delivered, and nobody took it`, endOf(line));
    }
  },
};

function endOf(line: RowLine): number {
  return line.versions.at(-1)?.n ?? 0;
}

export const OUTBOX: readonly Oracle[] = [
  toldIsSo,
  paidHasOneId,
  toldInOrder,
  paidIsAnnounced,
  toldAtLeastOnce,
];
