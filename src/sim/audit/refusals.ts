// Promises about what a server refuses or gives up: the reason is so, and what was cancelled is
// never charged.

import type { Money, StoredRow } from '../history.ts';
import { sameMoney } from './bank-books.ts';
import { SKEW_MS } from './bounds.ts';
import type { Oracle } from './oracle.ts';
import { isFromOutside } from './outside.ts';
import { readJson } from './read-json.ts';
import { numberOf, textOf } from './row-book.ts';
import type { View } from './view.ts';
import type { Exchange, PaymentBody } from './wire.ts';

type Answer = Exchange['answers'][number];

// A refused payment was so at some moment from its arrival to the answer: paid, being paid, a key
// that is over. And who is told of a new total is shown another than they saw, unless the database
// has forgotten that it was shown to them.
const refusalIsSo: Oracle = {
  name: 'refusal-is-so',
  level: 'layer',
  words: 'A payment is refused only for what is so, and a new total is a new one.',
  check(view, tell) {
    for (const exchange of view.wire.payments) {
      for (const answer of exchange.answers) {
        const code = codeOf(answer);
        const states = code === null ? [] : statesMeanwhile(view, exchange, answer);
        const [state] = states;
        if (code === null || state?.['principal'] !== exchange.asked.principal) continue;
        if (!isUntrue(code, states, exchange, answer)) continue;
        if (view.rows.rollbacks.some(({ n }) => n < answer.n)) continue;
        tell(`${textOf(exchange.checkoutId)} was refused as ${code}, which it was not`, answer.n);
      }
    }
  },
};

function codeOf({ status, body }: Answer): string | null {
  if (status !== 409 && status !== 410) return null;
  return /"code":"([a-z-]+)"/.exec(body)?.[1] ?? null;
}

/** The checkout's row from a request's arrival to the answer. */
function statesMeanwhile(view: View, exchange: Exchange, answer: Answer): readonly StoredRow[] {
  const line = view.rows.files.get(exchange.checkoutId ?? '')?.row;
  const sinceN = exchange.arrived.find(({ copy }) => copy === answer.copy)?.n ?? exchange.n;
  const later = line?.versions.filter(({ n }) => n > sinceN && n < answer.n) ?? [];
  return [line?.at(sinceN) ?? null, ...later.map(({ row }) => row)].filter((row) => row !== null);
}

function isUntrue(
  code: string,
  states: readonly StoredRow[],
  exchange: Exchange,
  answer: Answer,
): boolean {
  switch (code) {
    case 'already-paid':
      return states.every((row) => numberOf(row['paid']) === null);
    case 'payment-in-flight':
      return states.every((row) => numberOf(row['live']) === null);
    case 'idempotency-key-expired':
      return states.every((row) => isCurrent(row, bare(exchange.asked.key), answer.at + SKEW_MS));
    case 'quote-changed':
      return isSameQuote(exchange.payment(), answer.body);
    default:
      return false;
  }
}

function isCurrent(row: StoredRow, key: string, untilMs: number): boolean {
  const isPayable = numberOf(row['live']) === null && numberOf(row['paid']) === null;
  return isPayable && row['key'] === key && (numberOf(row['key_expires_at']) ?? 0) > untilMs;
}

interface Requoted {
  readonly checkout?: {
    readonly status: string;
    readonly cartVersion?: string;
    readonly amount: Money;
  };
}

function isSameQuote(asked: PaymentBody | null, answered: string): boolean {
  const checkout = (readJson(answered) as Requoted | null)?.checkout;
  if (asked === null || checkout?.status !== 'open') return false;
  const isSameCart = asked.cartVersion === (checkout.cartVersion ?? null);
  return isSameCart && sameMoney(asked.amount, checkout.amount);
}

function bare(key: string | null): string {
  return key?.replaceAll('"', '') ?? '';
}

// Once a server has said that a payment is cancelled (200), nothing that was claimed with its key
// has taken money or ever does, in whatever tab it was pressed: but from outside, and but for what
// was claimed after the database had forgotten the cancellation.
const canceledNeverCharges: Oracle = {
  name: 'canceled-key-never-charges',
  level: 'end-to-end',
  words: 'What was cancelled is never charged.',
  check(view, tell) {
    const claims = claimedWith(view);
    for (const { call, asked, answers, checkoutId } of view.wire.exchanges.values()) {
      const canceled = call === 'cancel' ? answers.find(({ status }) => status === 200) : undefined;
      if (canceled === undefined) continue;
      const name = `${checkoutId ?? ''} ${bare(asked.key)}`;
      const row = view.rows.files.get(checkoutId ?? '')?.row;
      for (const { token, gatewayKey, n } of claims.get(name) ?? []) {
        if (row?.wasUndone(canceled.n, n) === true) continue;
        for (const charge of view.bank.ofToken(token)) {
          if (charge.key !== gatewayKey || charge.capturedN === null) continue;
          if (isFromOutside(view, charge)) continue;
          tell(`${name} was cancelled, and ${charge.id} captured`, canceled.n, charge.capturedN);
        }
      }
    }
  },
};

interface Claimed {
  readonly token: string;
  readonly gatewayKey: string;
  readonly n: number;
}

/**
 * What was to be charged for each key of a checkout: the legs, by the tokens they were begun with.
 */
function claimedWith(view: View): ReadonlyMap<string, readonly Claimed[]> {
  const claimed = new Map<string, Claimed[]>();
  for (const { row, before, line, n } of view.rows.written.legs) {
    const token = row?.['token'];
    if (row === null || before !== null || typeof token !== 'string') continue;
    const id = textOf(row['checkout_id']);
    const attempt = view.rows.files.get(id)?.attempt(numberOf(row['ordinal']) ?? 0);
    const name = `${id} ${textOf(attempt?.at(n + 1)?.['key'])}`;
    const list = claimed.get(name) ?? [];
    list.push({ token, gatewayKey: `${id}.${line.key}`, n });
    claimed.set(name, list);
  }
  return claimed;
}

export const REFUSALS: readonly Oracle[] = [refusalIsSo, canceledNeverCharges];
