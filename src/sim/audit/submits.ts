// The promise about what a press of Pay is told in the end: the decline that `submit()` answers is
// the press's own.

import type { Oracle } from './oracle.ts';
import { numberOf, textOf } from './row-book.ts';
import type { View } from './view.ts';
import type { Exchange } from './wire.ts';

// Whose `submit()` answers `declined` had a payment of their own declined: a server answered so,
// the bank took no money with their token, or their attempt was given up. A page that has no answer
// that says what became of its payment, and sees one declined that may be its own, cannot know.
const ownDecline: Oracle = {
  name: 'declined-result-is-its-own',
  level: 'end-to-end',
  words: 'A press of Pay that is told of a decline is told of its own.',
  check(view, tell) {
    for (const page of view.pages.values()) {
      for (const { result, pressN, n } of page.results) {
        if (result !== 'declined' || pressN === null) continue;
        const endN = Math.min(n, page.presses.find((press) => press.n > pressN)?.n ?? n);
        const sent = page.payments.filter((payment) => payment.n > pressN && payment.n < endN);
        const isOwn = sent.some(
          (payment) => payment.isAnsweredWith(402, n) || hasFailed(view, payment.token(), n),
        );
        if (isOwn || (isUnclear(sent, n) && !wasReused(sent, n))) continue;
        tell(`${page.name} was told of a decline that is not its own`, pressN, n);
      }
    }
  },
};

// Another copy may be under way, or a proxy has spoken and passed the payment on.
const UNDECIDED = new Set([409, 429]);

/** Nobody can tell from the answers so far whether anything was charged. */
function isUnclear(sent: readonly Exchange[], n: number): boolean {
  return sent.some(({ received }) => {
    const status = isHeard(received, n) ? received.status : null;
    return status === null || status >= 500 || UNDECIDED.has(status);
  });
}

/** Another body had the key. */
function wasReused(sent: readonly Exchange[], n: number): boolean {
  return sent.some(({ received }) => isHeard(received, n) && received.status === 422);
}

type Received = NonNullable<Exchange['received']>;

function isHeard(received: Exchange['received'], n: number): received is Received {
  return received !== null && received.n < n && received.cut !== true;
}

/** Whether what was to be charged with a token had failed before entry `n`. */
function hasFailed(view: View, token: string | null, n: number): boolean {
  if (token === null) return false;
  const charges = view.bank.ofToken(token);
  if (charges.some(({ failedN }) => failedN !== null && failedN < n)) return true;
  return view.rows.written.legs.some((leg) => {
    if (leg.before !== null || leg.row?.['token'] !== token) return false;
    const file = view.rows.files.get(textOf(leg.row['checkout_id']));
    const attempt = file?.attempt(numberOf(leg.row['ordinal']) ?? 0);
    return attempt?.at(n)?.['status'] === 'declined';
  });
}

export const SUBMITS: readonly Oracle[] = [ownDecline];
