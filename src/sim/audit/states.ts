// Promises about rows: their states move forward, what is final stays, nothing that tells of money
// is ever deleted, and revisions grow with what people see. A rollback moves rows back and breaks
// none of this; from there on they move forward again.

import type { StoredRow } from '../history.ts';
import type { Oracle, Tell } from './oracle.ts';
import { numberOf, textOf, type RowVersion, type Table } from './row-book.ts';

type Moves = Readonly<Record<string, readonly string[]>>;

// An attempt begins as `processing`; one that was lost and is taken in again, as what it had
// become.
const ATTEMPTS: Moves = {
  new: ['processing', 'succeeded', 'pending'],
  processing: ['unknown', 'action_required', 'pending', 'succeeded', 'declined', 'not_sent'],
  unknown: ['action_required', 'pending', 'succeeded', 'declined', 'not_sent'],
  action_required: ['pending', 'succeeded', 'declined'],
  pending: ['succeeded', 'declined'],
  succeeded: [],
  declined: [],
  not_sent: [],
};

// A leg that was voided ends with its attempt, as `declined`; it never comes back to life, unless
// its bank charges a key once more that it had answered for.
const LEGS: Moves = {
  new: ['sending', 'succeeded', 'pending'],
  sending: ['unknown', 'action', 'pending', 'succeeded', 'declined', 'voided', 'not_sent'],
  unknown: ['action', 'pending', 'succeeded', 'declined', 'voided', 'not_sent'],
  action: ['pending', 'succeeded', 'declined'],
  pending: ['succeeded', 'declined'],
  voided: ['declined'],
  succeeded: [],
  declined: [],
  not_sent: [],
};

const LEGS_OF_A_BANK_THAT_FORGOT: Moves = { ...LEGS, voided: ['declined', 'succeeded'] };

const REFUNDS: Moves = {
  new: ['pending'],
  pending: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
};

const INBOX: Moves = { new: ['waiting', 'applied'], waiting: ['applied'], applied: [] };

const OUTBOX: Moves = {
  new: ['waiting'],
  waiting: ['delivered', 'dead'],
  dead: ['waiting'],
  delivered: [],
};

// Attempts, legs, refunds, messages and events go only where the tables above say; a checkout is
// paid once, by one attempt, is never unpaid again and never paid and payable at once, and it
// counts a decline when one of its attempts comes to that, and never again for the same.
const forward: Oracle = {
  name: 'states-only-move-forward',
  level: 'layer',
  words: 'States only move forward, and what is paid stays paid.',
  check(view, tell) {
    const { written } = view.rows;
    for (const version of written.attempts) checkMove(version, 'status', ATTEMPTS, tell);
    for (const version of written.legs) {
      const charge = view.bank.charges.get(textOf(version.row?.['charge_id']));
      const isMadeAgain = charge !== undefined && view.bank.isFromOutside(charge);
      checkMove(version, 'state', isMadeAgain ? LEGS_OF_A_BANK_THAT_FORGOT : LEGS, tell);
    }
    for (const version of written.refunds) checkMove(version, 'status', REFUNDS, tell);
    for (const version of written.inbox) checkMove(version, 'status', INBOX, tell);
    for (const version of written.outbox) checkMove(version, 'status', OUTBOX, tell);
    for (const version of written.checkouts) {
      const { line, before, row, n } = version;
      if (row === null) continue;
      const counted = (numberOf(row['declines']) ?? 0) - (numberOf(before?.['declines']) ?? 0);
      if (before !== null && counted > declinesIn(version)) {
        tell(`${line.key} counts a decline that none of its payments came to`, n);
      }
      const paid = numberOf(row['paid']);
      const was = before === null ? null : numberOf(before['paid']);
      if (was !== null && paid !== was) tell(`${line.key} was paid by ${was} and is not now`, n);
      if (paid !== null && numberOf(row['live']) !== null) {
        tell(`${line.key} is paid and being paid`, n);
      }
    }
  },
};

/** How many attempts of a checkout became declined in the commit that wrote its row. */
function declinesIn({ line, commit }: RowVersion): number {
  const changes = commit?.changes.filter(
    ({ table, before, after }) =>
      table === 'payonce_attempts' &&
      after?.['checkout_id'] === line.key &&
      after['status'] === 'declined' &&
      before?.['status'] !== 'declined',
  );
  return changes?.length ?? 0;
}

function checkMove(
  { line, before, row, n }: RowVersion,
  column: 'status' | 'state',
  moves: Moves,
  tell: Tell,
): void {
  if (row === null) return;
  const from = before === null ? 'new' : textOf(before[column]);
  const to = textOf(row[column]);
  if (from === to || moves[from]?.includes(to) === true) return;
  tell(`${line.key} went from ${from} to ${to}`, n);
}

// What was agreed to or decided is written once: an attempt's key, quote and final answer, a leg's
// charge once it has ended, a capture, a refund's key and charge, what an event tells. A refund's
// amount is what was asked for until it has ended; then it is what the bank gave back, which is
// another if a rollback undid the first asking for "the rest".
const FIXED: Partial<Readonly<Record<Table, readonly string[]>>> = {
  checkouts: ['tenant', 'cart_id', 'created_at'],
  attempts: ['key', 'fingerprint', 'cart_version', 'amount_value', 'currency', 'lines'],
  charges: ['amount_value', 'currency', 'kept', 'ordinal', 'leg'],
  refunds: ['charge_id', 'cause', 'currency', 'key'],
  outbox: ['type', 'event', 'place'],
};

const finalStays: Oracle = {
  name: 'what-is-final-stays',
  level: 'layer',
  words: 'Quotes, keys, captures and final answers are written once and never changed.',
  check(view, tell) {
    for (const [table, columns] of Object.entries(FIXED)) {
      for (const version of view.rows.written[table as Table]) {
        checkFixed(version, columns, tell);
      }
    }
    for (const version of view.rows.written.attempts) {
      const { before } = version;
      // A body is thrown away when it is old, and is made again of the same parts.
      if (before === null || numberOf(before['answer_status']) === null) continue;
      checkFixed(version, ['answer_status', 'decline_code', 'message'], tell);
      if (version.row?.['answer_body'] !== null) checkFixed(version, ['answer_body'], tell);
    }
    for (const version of view.rows.written.refunds) {
      const isMadeNow =
        version.before?.['status'] === 'pending' && version.row?.['status'] === 'succeeded';
      if (!isMadeNow) checkFixed(version, ['amount_value'], tell);
    }
    for (const version of view.rows.written.charges) {
      if (numberOf(version.before?.['reversed_at']) !== null) {
        checkFixed(version, ['reversed_at'], tell);
      }
    }
  },
};

function checkFixed(
  { line, before, row, n }: RowVersion,
  columns: readonly string[],
  tell: Tell,
): void {
  if (before === null || row === null) return;
  for (const column of columns) {
    if (before[column] !== row[column]) tell(`${column} of ${line.key} was changed`, n);
  }
}

// Nothing that tells of money is deleted: no checkout, no attempt that reached or may have reached
// the bank with its legs, no capture and no refund. A place that was held and given up was none.
const nothingIsLost: Oracle = {
  name: 'rows-are-never-lost',
  level: 'layer',
  words: 'What was paid, tried or given back is never deleted.',
  check(view, tell) {
    const { written } = view.rows;
    const gone = (versions: readonly RowVersion[], mayGo: (row: StoredRow) => boolean): void => {
      for (const { line, before, row, n } of versions) {
        if (row !== null || before === null || mayGo(before)) continue;
        tell(`${line.key} was deleted`, n);
      }
    };
    gone(written.checkouts, (row) => row['principal'] === '');
    gone(written.attempts, (row) => row['status'] === 'not_sent');
    gone(written.legs, (row) => row['state'] === 'not_sent' || row['state'] === 'voided');
    gone(written.charges, () => false);
    gone(written.refunds, () => false);
  },
};

// A checkout's revision never falls, and grows with each change of what a picture of it shows.
const SEEN = [
  'principal',
  'cart_version',
  'amount_value',
  'currency',
  'lines',
  'key',
  'live',
  'paid',
];

const revisionsGrow: Oracle = {
  name: 'revisions-only-grow',
  level: 'layer',
  words: "A checkout's revision grows with every change that can be seen, and never falls.",
  check(view, tell) {
    for (const { line, before, row, n } of view.rows.written.checkouts) {
      if (before === null || row === null) continue;
      const [was, is] = [numberOf(before['revision']) ?? 0, numberOf(row['revision']) ?? 0];
      if (is < was) tell(`revision of ${line.key} fell from ${was} to ${is}`, n);
      if (is > was) continue;
      const seen = SEEN.find((column) => before[column] !== row[column]);
      if (seen !== undefined) tell(`${seen} of ${line.key} changed within revision ${is}`, n);
    }
  },
};

// While a payment is live the checkout's key stays what it was, also when nobody knows what became
// of it: only its end brings another.
const noNewKeyWhileLive: Oracle = {
  name: 'no-new-key-while-live',
  level: 'layer',
  words: 'While a payment may be live, no other key is given.',
  check(view, tell) {
    for (const { line, before, row, n } of view.rows.written.checkouts) {
      const live = numberOf(before?.['live']);
      if (live === null || row === null || numberOf(row['live']) !== live) continue;
      if (before?.['key'] === row['key']) continue;
      tell(`${line.key} got another key while ${live} was live`, n);
    }
  },
};

export const STATES: readonly Oracle[] = [
  forward,
  finalStays,
  nothingIsLost,
  revisionsGrow,
  noNewKeyWhileLive,
];
