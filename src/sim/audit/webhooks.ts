// Promises about the bank's messages: believed if genuine and only then, stored before they are
// acknowledged, and applied once, in the commit of their effect. Knows the inbox and what a stored
// message speaks of.

import type { StoredRow } from '../history.ts';
import { placeOf } from './bank-books.ts';
import { AMNESIA_MS, UNDER_WAY_MS } from './bounds.ts';
import type { Oracle } from './oracle.ts';
import { readJson } from './read-json.ts';
import { numberOf, textOf, type RowVersion } from './row-book.ts';
import type { View } from './view.ts';

// A message that a server acknowledged (2xx) has its row in the inbox by then.
const acknowledgedIsStored: Oracle = {
  name: 'acknowledged-webhook-is-stored',
  level: 'layer',
  words: 'A message of the bank is acknowledged only after it is stored.',
  check(view, tell) {
    for (const { event, exchange: number, genuine } of view.wire.webhooks) {
      if (!genuine) continue;
      for (const { status, n } of view.wire.exchanges.get(number)?.answers ?? []) {
        if (status < 200 || status > 299) continue;
        if (view.rows.inbox.get(event)?.existed(n) === true) continue;
        tell(`${event} was acknowledged and stands in no row`, n);
      }
    }
  },
};

// A message that the bank has not signed as it stands is answered 400, and leaves no trace: while
// it is being answered, no row of its event is written unless a genuine one of that event is, too.
const forgedChangesNothing: Oracle = {
  name: 'forged-webhook-changes-nothing',
  level: 'end-to-end',
  words: 'A forged message is refused and changes nothing.',
  check(view, tell) {
    for (const { event, exchange: number, genuine } of view.wire.webhooks) {
      if (genuine) continue;
      const exchange = view.wire.exchanges.get(number);
      for (const { status, n } of exchange?.answers ?? []) {
        if (status < 400) tell(`a forged ${event} was answered ${status}`, n);
      }
      const begin = exchange?.arrived[0]?.n;
      if (begin === undefined) continue;
      const end = exchange?.answers.at(-1)?.n ?? Number.POSITIVE_INFINITY;
      for (const { n, commit } of view.rows.inbox.get(event)?.versions ?? []) {
        if (commit === null || n < begin || n > end || isGenuineSince(view, event, n)) continue;
        tell(`a forged ${event} was stored`, begin, n);
      }
    }
  },
};

function isGenuineSince(view: View, event: string, n: number): boolean {
  return view.wire.webhooks.some((sent) => sent.event === event && sent.genuine && sent.n < n);
}

// A message that the bank signed and that came within a minute is never refused as forged.
const genuineIsBelieved: Oracle = {
  name: 'genuine-webhook-is-believed',
  level: 'layer',
  words: 'What the bank has signed is believed.',
  check(view, tell) {
    for (const { event, exchange: number, genuine, at } of view.wire.webhooks) {
      if (!genuine) continue;
      for (const answer of view.wire.exchanges.get(number)?.answers ?? []) {
        if (answer.status !== 400 || answer.at - at > UNDER_WAY_MS) continue;
        tell(`${event} was genuine and not believed`, answer.n);
      }
    }
  },
};

const WITHOUT_EFFECT = new Set(['nothing', 'ignored']);

// The commit that marks a message as applied with an effect also changes a checkout; a commit that
// marks it once more changes nothing else of the payment; and one that marks it as changing nothing
// does so only when what it tells is in the rows already.
const appliedOnce: Oracle = {
  name: 'webhook-applied-once',
  level: 'layer',
  words: 'Each message is marked as applied together with its effect, and has it once.',
  check(view, tell) {
    for (const version of view.rows.written.inbox) {
      const { line, before, row, n, commit } = version;
      if (row?.['status'] !== 'applied' || commit === null) continue;
      const effect = textOf(row['effect']);
      const tables = new Set(commit.changes.map(({ table }) => table));
      if (before?.['status'] === 'applied') {
        const again = PAYMENT_TABLES.find((table) => tables.has(table));
        if (again !== undefined) tell(`${line.key} was applied again, to ${again}`, n);
      } else if (!WITHOUT_EFFECT.has(effect)) {
        if (tables.has('payonce_checkouts')) continue;
        tell(`${line.key} was marked as ${effect} apart from its effect`, n);
      } else if (effect === 'nothing' && !isKnown(view, version, row)) {
        tell(`${line.key} was marked as nothing new, and its news stands nowhere`, n);
      }
    }
  },
};

const PAYMENT_TABLES = [
  'payonce_attempts',
  'payonce_legs',
  'payonce_charges',
  'payonce_refunds',
  'payonce_outbox',
];

interface Reading {
  readonly type?: string;
  readonly gatewayKey?: string;
  readonly fact?: { readonly type?: string; readonly chargeId?: string };
  readonly outcome?: { readonly type?: string };
}

/** Whether the rows know already what a message tells. */
function isKnown(view: View, { n, at }: RowVersion, row: StoredRow): boolean {
  if (view.rows.wentBackSince(at - AMNESIA_MS, n)) return true;
  const reading = readingOf(row);
  const { type, gatewayKey = '', fact, outcome } = reading;
  if (type === 'refund') {
    const status = view.rows.refunds.get(gatewayKey)?.at(n)?.['status'];
    return outcome?.type === 'pending' || (status !== undefined && status !== 'pending');
  }
  if (type !== 'charge') return true;
  if (fact?.type === 'succeeded') {
    const line = view.rows.charges.get(fact.chargeId ?? '');
    return (line?.at(n) ?? null) !== null;
  }
  if (fact?.type !== 'declined') return true;
  const place = placeOf(gatewayKey);
  const file = view.rows.files.get(place?.checkoutId ?? '');
  const attempt = file?.attempt(place?.ordinal ?? 0)?.at(n);
  const isLive = place !== null && numberOf(file?.row.at(n)?.['live']) === place.ordinal;
  if (!isLive || numberOf(attempt?.['leg']) !== place.leg) return true;
  // The decline of a press that a rollback undid is no news of the one that was given its number.
  const leg = file?.leg(place.ordinal, place.leg)?.at(n);
  const declined = view.bank.charges.get(fact.chargeId ?? '');
  // A leg that waits at the bank has its charge in place of the token.
  const awaited = view.bank.charges.get(textOf(leg?.['charge_id']));
  const token = leg?.['token'] ?? awaited?.token;
  return typeof token === 'string' && declined !== undefined && declined.token !== token;
}

export function readingOf(row: StoredRow): Reading {
  return readJson(textOf(row['event'])) ?? {};
}

export const WEBHOOKS: readonly Oracle[] = [
  acknowledgedIsStored,
  forgedChangesNothing,
  genuineIsBelieved,
  appliedOnce,
];
