// Planted bugs in what a page shows and believes: of the answer, of the network, of its own clock.

import { CLAIM_GUARDS } from './layers.ts';
import type { Mutant } from './mutant.ts';

const ATTEMPT = 'src/client/attempt.ts';
const VIEW = 'src/client/view.ts';
const WATCH = 'src/client/watch.ts';

export const SHOWING_MUTANTS: readonly Mutant[] = [
  {
    number: 7,
    name: 'timeout-shown-as-failure',
    words: 'A send without an answer counts as proof: "nothing was charged", and Pay is offered.',
    promise: ['pay-offered-only-when-decided', 'decline-means-never-captured'],
    patches: [
      {
        file: 'src/client/api.ts',
        find: `reply.type === 'reply' ? readPayAnswer(reply.reply) : silence(reply.reason);`,
        replace: `reply.type === 'reply'
    ? readPayAnswer(reply.reply)
    : { type: 'not-charged', retryAfter: null };`,
      },
      {
        file: 'src/client/transition.ts',
        find: `  return keep(facts, isProven ? 'not-charged' : 'silence', UNSURE);`,
        replace: `  return isProven ? withHold(facts, FREE, UNCHARGED) : keep(facts, 'silence', UNSURE);`,
      },
    ],
    maskedBy: CLAIM_GUARDS,
  },
  {
    number: 8,
    name: 'success-before-verdict',
    words: 'An accepted payment (202) is shown as paid, whatever the bank decides later.',
    promise: ['success-means-captured'],
    patches: [
      {
        file: 'src/client/answer.ts',
        find: `  if (reply.status === 202 && isPending) return { type: 'pending' };`,
        replace: `  if (reply.status === 202 && isPending) return { type: 'succeeded' };`,
      },
      {
        file: VIEW,
        find: `  if (checkout !== null && isPaid(checkout)) return 'paid';`,
        replace: `  if (hold.type === 'kept' && hold.why === 'paid') return 'paid';
  if (checkout !== null && isPaid(checkout)) return 'paid';`,
      },
    ],
    maskedBy: [],
    unmasked: 'What a page says is what its shopper believes: no layer comes after it.',
  },
  {
    number: 9,
    name: 'offline-click-queued',
    words: 'A press while offline, and any retry, waits for the network and is sent then.',
    promise: ['no-charge-without-recent-press', 'page-sends-within-consent'],
    patches: [
      {
        file: 'src/client/create-checkout.ts',
        find: `    if (!watch.isOnline()) return notSent('offline', checkout);\n`,
        replace: '',
      },
      {
        file: VIEW,
        find: `  if (checkout === null) return unknownStatus(local);
  if (!local.online) return 'offline';`,
        replace: `  if (checkout === null) return unknownStatus(local);`,
      },
      {
        file: ATTEMPT,
        find: `  if (!counter.isOnline()) return notSent(counter, press, 'offline', null);\n`,
        replace: '',
      },
      {
        file: 'src/client/api.ts',
        find: `  const url = api + routes.payments(order.checkoutId);`,
        replace: `  const url = api + routes.payments(order.checkoutId);
  while (!ports.page.isOnline()) await ports.clock.sleep(1_000);`,
      },
    ],
    maskedBy: [],
    unmasked:
      'Behind all layers it charges for a press of minutes ago: only the page knows when that was.',
  },
  {
    number: 18,
    name: 'fingerprint-ignores-amount',
    words:
      'What tells whether a payment is the same looks at no amount: the server takes a key with ' +
      'another one for a repeat, and a press pays what the cart costs by then, not what was on ' +
      'the screen. (The server alone cannot do harm here: a key has one quote.)',
    promise: ['captured-equals-shown'],
    patches: [
      {
        file: 'src/server/fingerprint.ts',
        find: `    amount.value,
    amount.currency,
`,
        replace: '',
      },
      {
        file: ATTEMPT,
        find: `  if (!sameQuote(press.quote, quoteOf(checkout))) {`,
        replace: `  if (press.quote.amount.currency !== checkout.amount.currency) {`,
      },
      {
        file: ATTEMPT,
        find: `inTime(counter.freshen(), ended);`,
        replace: `inTime(counter.ask(), ended);`,
      },
      {
        file: ATTEMPT,
        find: `  const { amount, cartVersion } = press.quote;`,
        replace: `  const { amount, cartVersion } = quoteOf(checkout);`,
      },
    ],
    maskedBy: [],
    unmasked:
      'Behind all layers it takes another amount than was shown: page and server agree on that one.',
  },
  {
    number: 28,
    name: 'expiry-by-the-page-clock',
    words:
      "When its key has ended by the page's own clock, a page says that it has expired and shuts " +
      'Pay, instead of asking for another key.',
    promise: ['screen-follows-picture', 'every-live-page-shows-the-truth'],
    patches: [
      {
        file: VIEW,
        find: `  readonly online: boolean;`,
        replace: `  readonly online: boolean;
  readonly expired?: boolean;`,
      },
      {
        file: VIEW,
        find: `checkout?.status === 'expired') return`,
        replace: `checkout?.status === 'expired' || local.expired === true) return`,
      },
      {
        file: WATCH,
        find: `      this.screen.change({ failure: null, trusted, elsewhere, notice });`,
        replace: `      this.screen.change({ expired: false, failure: null, trusted, elsewhere, notice });`,
      },
      {
        file: WATCH,
        find: `a press waits for the new one.
      this.#asker.disturb();
      void this.ask();`,
        replace: `a press waits for the new one.
      this.screen.change({ expired: true });`,
      },
    ],
    maskedBy: [],
    unmasked: 'No wrong charge can come of it: Pay is shut, and the server judges its own keys.',
  },
];
