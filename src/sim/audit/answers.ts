// Promises about the server's answers to payments and reads: a final answer is the same for ever,
// for the same shopper and the same body only, and whoever does not own a checkout learns nothing
// of it.

import { sameMoney } from './bank-books.ts';
import { named, staysTaken } from './money.ts';
import type { Oracle } from './oracle.ts';
import { isFromOutside } from './outside.ts';
import { textOf } from './row-book.ts';
import { isCaptured } from './verdicts.ts';
import type { View } from './view.ts';
import type { Exchange } from './wire.ts';

type Answer = Exchange['answers'][number];

interface Final {
  readonly exchange: Exchange;
  readonly answer: Answer;
}

const FINAL = new Set([201, 402]);

/** The final answers to each shopper's payments with one key. */
function finalAnswers(view: View): ReadonlyMap<string, readonly Final[]> {
  const byKey = new Map<string, Final[]>();
  for (const exchange of view.wire.payments) {
    const { key, principal } = exchange.asked;
    for (const answer of exchange.answers) {
      if (!FINAL.has(answer.status)) continue;
      const name = `${key ?? ''} ${principal ?? ''}`;
      const list = byKey.get(name);
      if (list === undefined) byKey.set(name, [{ exchange, answer }]);
      else list.push({ exchange, answer });
    }
  }
  for (const list of byKey.values()) list.sort((a, b) => a.answer.n - b.answer.n);
  return byKey;
}

function isSameAnswer(a: Answer, b: Answer): boolean {
  return a.status === b.status && a.body === b.body;
}

function hasForgotten({ rows }: View, from: Answer, to: Answer): boolean {
  return rows.rollbacks.some(({ n }) => n > from.n && n < to.n);
}

// All final answers (201, 402) to one shopper's payments with one key are one status and the same
// bytes, marked as a replay or not. A database that went back in time in between may have forgotten
// the first.
const replayIsIdentical: Oracle = {
  name: 'replay-is-byte-identical',
  level: 'layer',
  words: 'A payment is answered for ever with the status and bytes of its first final answer.',
  check(view, tell) {
    for (const [first, ...others] of finalAnswers(view).values()) {
      for (const { exchange, answer } of others) {
        if (first === undefined || isSameAnswer(first.answer, answer)) continue;
        if (hasForgotten(view, first.answer, answer)) continue;
        const key = exchange.asked.key ?? '';
        tell(`${key} was answered in two ways`, first.answer.n, answer.n);
      }
    }
  },
};

// Payments with one key that get its final answer all ask for the same amount with the same token.
const replayToSameBody: Oracle = {
  name: 'replay-only-to-the-same-body',
  level: 'layer',
  words: 'A stored answer is repeated only to the payment that it was given to.',
  check(view, tell) {
    for (const [first, ...others] of finalAnswers(view).values()) {
      for (const { exchange, answer } of others) {
        if (first === undefined || asksTheSame(first.exchange, exchange)) continue;
        if (hasForgotten(view, first.answer, answer)) continue;
        tell(`${exchange.asked.key ?? ''} answered another body`, first.exchange.n, answer.n);
      }
    }
  },
};

function asksTheSame(one: Exchange, other: Exchange): boolean {
  if (one.asked.body === other.asked.body) return true;
  const [a, b] = [one.payment(), other.payment()];
  if (a === null || b === null || a.token !== b.token) return false;
  return sameMoney(a.amount, b.amount);
}

// A 201 to a payment leaves a server only when the bank has captured for that checkout.
const paidAnswerMeansCaptured: Oracle = {
  name: 'paid-answer-means-captured',
  level: 'layer',
  words: 'A server answers "succeeded" only after the bank has captured.',
  check(view, tell) {
    for (const exchange of view.wire.payments) {
      for (const { status, n } of exchange.answers) {
        const isPaid = status !== 201 || isCaptured(view, exchange.checkoutId ?? '', null, n);
        if (!isPaid) tell(`${exchange.checkoutId ?? ''} was answered as paid, uncharged`, n);
      }
    }
  },
};

/** Each payment that was answered with 402, and what was charged with its token. */
function declinedPayments({ wire, bank }: View) {
  return wire.payments.flatMap((exchange) => {
    const declined = exchange.answers.find(({ status }) => status === 402);
    if (declined === undefined) return [];
    return [{ exchange, declined, charges: bank.ofToken(exchange.token() ?? '') }];
  });
}

// A 402 is kept for ever with its key, and says that nothing was charged: so whatever is captured
// with the token of a payment that it answered went back in the end, or the bank made it against
// its promise.
const declinedAnswerMeansUnpaid: Oracle = {
  name: 'declined-answer-means-unpaid',
  level: 'end-to-end',
  words: 'Whoever is answered that a payment was declined keeps their money.',
  check(view, tell) {
    for (const { declined, charges } of declinedPayments(view)) {
      for (const charge of charges) {
        if (!staysTaken(view, charge) || isFromOutside(view, charge)) continue;
        const words = `${charge.reference} was answered as declined, and ${named(charge)} stays taken`;
        tell(words, declined.n, charge.n);
      }
    }
  },
};

// A 402 that blames the card or the account rests on a charge that was made with the token of that
// very payment and came to nothing: not on what the bank knows by the same key from another press.
const declinedByItsOwnCharge: Oracle = {
  name: 'declined-by-its-own-charge',
  level: 'end-to-end',
  words: 'Nobody is told the decline of another payment.',
  check(view, tell) {
    for (const { exchange, declined, charges } of declinedPayments(view)) {
      if (isDeclinedByTheShop(declined)) continue;
      if (charges.some(({ failedN }) => failedN !== null && failedN < declined.n)) continue;
      const id = exchange.checkoutId ?? '';
      tell(`${id} was answered as declined, and no charge of that payment was`, declined.n);
    }
  },
};

function isDeclinedByTheShop({ body }: Answer): boolean {
  return NOT_OF_THE_BANK.some((code) => body.includes(`"declineCode":"${code}"`));
}

// Given up before anything was charged, charged with another amount, or a token that is no good:
// none of them needs a charge that failed.
const NOT_OF_THE_BANK = ['not_completed', 'amount_mismatch', 'token_invalid'];

// What a server says to somebody of a checkout (200, 201, 202, 402), it says to one whose checkout
// it was at some moment from their request's arrival to the answer: not to one from whom the
// storefront has taken it before.
const onlyToItsOwner: Oracle = {
  name: 'no-replay-across-principals',
  level: 'end-to-end',
  words: 'Nobody is told of a checkout or a payment that is not theirs.',
  check(view, tell) {
    for (const exchange of view.wire.exchanges.values()) {
      const { call, asked } = exchange;
      if (call === 'refund' || call === 'webhook' || call === 'other') continue;
      for (const answer of exchange.answers) {
        const { status, body, n } = answer;
        if (!TELLING.has(status)) continue;
        const id = call === 'open' ? CHECKOUT.exec(body)?.[0] : exchange.checkoutId;
        if (id === undefined || id === null || owned(view, id, exchange, answer)) continue;
        tell(`${asked.principal ?? 'nobody'} was told of ${id}`, asked.n, n);
      }
    }
  },
};

const TELLING = new Set([200, 201, 202, 402]);
const CHECKOUT = /chk_[0-9a-f]+/;

function owned(view: View, id: string, { asked, arrived }: Exchange, answer: Answer): boolean {
  const line = view.rows.files.get(id)?.row;
  const { principal } = asked;
  const sinceN = arrived.find(({ copy }) => copy === answer.copy)?.n ?? asked.n;
  if (line?.at(sinceN)?.['principal'] === principal) return true;
  const meanwhile = line?.versions.filter(({ n }) => n > sinceN && n <= answer.n) ?? [];
  return meanwhile.some(({ row }) => row?.['principal'] === principal);
}

// Whoever asks for a checkout that was never theirs gets the refusals that everybody gets, and each
// "no such checkout" of the run is the same bytes, whether there is one or not.
const strangersLearnNothing: Oracle = {
  name: 'stranger-learns-nothing',
  level: 'end-to-end',
  words: 'A checkout that is somebody else’s answers exactly as one that does not exist.',
  check(view, tell) {
    let missing: Answer | null = null;
    for (const exchange of view.wire.exchanges.values()) {
      const { call, asked, checkoutId } = exchange;
      if (call !== 'read' && call !== 'pay' && call !== 'cancel' && call !== 'open') continue;
      for (const answer of exchange.answers) {
        const { status, n, body } = answer;
        if (status === 404) {
          missing ??= answer;
          if (body !== missing.body) tell('two checkouts are missing in two ways', missing.n, n);
          continue;
        }
        if (!REVEALING.has(status) || checkoutId === null) continue;
        if (owned(view, checkoutId, exchange, answer)) continue;
        const who = asked.principal ?? 'nobody';
        tell(`${who} was answered ${status} of ${textOf(checkoutId)}`, asked.n, n);
      }
    }
  },
};

const REVEALING = new Set([409, 410, 422]);

export const ANSWERS: readonly Oracle[] = [
  replayIsIdentical,
  replayToSameBody,
  paidAnswerMeansCaptured,
  declinedAnswerMeansUnpaid,
  declinedByItsOwnCharge,
  onlyToItsOwner,
  strangersLearnNothing,
];
