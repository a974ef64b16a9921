// Further planted bugs, of who may pay what, and what is answered: each makes oracles speak that no
// bug of the table does.

import { DECLINED_WITHOUT_AN_ANSWER } from './carrying-mutants.ts';
import type { FurtherBug } from './mutant.ts';

const CANCELING = 'src/server/canceling.ts';
const OPENING = 'src/server/opening.ts';
const OPEN = 'src/server/store/open.ts';
const PAYING = 'src/server/paying.ts';
const PAYONCE = 'src/server/payonce.ts';
const SANDBOX = 'src/gateways/sandbox.ts';
const SETTLE = 'src/server/store/settle.ts';
const TRANSITION = 'src/server/transition.ts';

export const FURTHER_PAYMENTS: readonly FurtherBug[] = [
  {
    number: 33,
    name: 'cancel-answered-unasked',
    words: 'A payment that waits for its shopper is called cancelled without asking the bank.',
    promise: ['canceled-key-never-charges'],
    patches: [
      {
        file: CANCELING,
        find: `  await callOff(settings, { ...taken, leaseUntil, awaited: false });\n`,
        replace: '',
      },
      {
        file: CANCELING,
        find: `  if (state.checkout.live !== null) return refusals.inFlight();\n`,
        replace: '',
      },
      {
        file: CANCELING,
        find: `return isOver ? json(200, checkoutView(state, gateway.public, now)) : refusals.unavailable();`,
        replace: `return json(200, checkoutView(state, gateway.public, now));`,
      },
    ],
  },
  {
    number: 34,
    name: 'timeout-declined-for-good',
    words: 'Without an answer a payment is declined, and what is captured for it then is kept.',
    promise: ['decline-means-never-captured', 'declined-answer-means-unpaid'],
    patches: [
      DECLINED_WITHOUT_AN_ANSWER,
      {
        file: TRANSITION,
        find: `    if (leg.by_hand) return { type: 'contradicted' };`,
        replace: `    if (attempt.status === 'declined') return { type: 'nothing', why: 'behind' };
    if (leg.by_hand) return { type: 'contradicted' };`,
      },
    ],
  },
  {
    number: 35,
    name: 'looked-up-by-checkout',
    words: "What became of a payment is looked up under the key of its checkout's first one.",
    promise: ['declined-by-its-own-charge'],
    patches: [
      {
        file: SANDBOX,
        find: `\`/charges?key=\${encodeURIComponent(gatewayKey)}\``,
        replace: `\`/charges?key=\${gatewayKey.replace(/[.][0-9]+[.]/, '.1.')}\``,
      },
      {
        file: SANDBOX,
        find: `    return body.charge.key === gatewayKey ? factOf(body.charge) : unknownAnswer(reply);`,
        replace: `    return factOf(body.charge);`,
      },
      {
        file: TRANSITION,
        find: `  return press !== undefined && fingerprint !== '' && press !== fingerprint;`,
        replace: `  return press === '' && fingerprint === '';`,
      },
    ],
  },
  {
    number: 36,
    name: 'taken-over-under-the-old-fence',
    words: 'Whoever takes a payment over keeps the fence of the worker before.',
    promise: ['fences-only-grow'],
    patches: [
      {
        file: 'src/server/store/due.ts',
        find: `      fence = \${newFence('$5')}, lease_until = $4,`,
        replace: `      lease_until = $4,`,
      },
    ],
  },
  {
    number: 37,
    name: 'key-renewed-while-live',
    words: 'Whoever opens a checkout while a payment is live gets another key.',
    promise: ['no-new-key-while-live'],
    patches: [
      {
        file: OPEN,
        find: `    WHERE c.principal = $3 AND c.live IS NULL AND c.paid IS NULL AND (
      c.key IS NULL OR`,
        replace: `    WHERE c.principal = $3 AND c.paid IS NULL AND (
      c.key IS NULL OR c.live IS NOT NULL OR`,
      },
    ],
  },
  {
    number: 38,
    name: 'key-never-renewed',
    words: 'A checkout whose key has expired or was retired gets none until its cart changes.',
    promise: ['no-stuck-key'],
    patches: [
      {
        file: OPEN,
        find: `      c.key IS NULL OR c.key_expires_at <= $11 OR c.cart_version <> $5`,
        replace: `      c.cart_version <> $5`,
      },
    ],
  },
  {
    number: 39,
    name: 'lease-never-taken',
    words: 'The sweep passes over payments whose lease has run out.',
    promise: ['no-stuck-lease'],
    patches: [
      {
        file: 'src/server/store/due.ts',
        find: `    AND (c.lease_until IS NULL OR c.lease_until <= $1)
  ORDER`,
        replace: `    AND c.lease_until IS NULL
  ORDER`,
      },
    ],
  },
  {
    number: 40,
    name: 'cart-handed-over-alone',
    words: 'A guest who signs in keeps the cart, and its checkout stays with the guest.',
    promise: ['owner-is-let-in'],
    patches: [
      {
        file: PAYONCE,
        find: `      handOver(tx, checkoutIdOf(settings.tenant, cartId), settings.tenant, from, to),`,
        replace: `      Promise.resolve(tx !== null && cartId !== '' && from !== to),`,
      },
      {
        file: OPENING,
        find: `    if (opened === null && !(await inherit(settings, opener))) return null;`,
        replace: `    if (opened === null) return null;`,
      },
    ],
  },
  {
    number: 41,
    name: 'cart-not-held',
    words: 'The storefront is told that it may change a cart, also while that is paid or after.',
    promise: ['paid-as-the-cart-is'],
    patches: [
      {
        file: PAYONCE,
        find: `    releaseCart: (tx, cartId) => retireQuote(tx, checkoutIdOf(settings.tenant, cartId)),`,
        replace: `    releaseCart: async (tx, cartId) => {
      await retireQuote(tx, checkoutIdOf(settings.tenant, cartId));
      return true;
    },`,
      },
    ],
  },
  {
    number: 42,
    name: 'debit-is-paid-at-once',
    words: 'A debit that is on its way for days counts as paid.',
    promise: ['paid-answer-means-captured', 'told-only-what-is-so'],
    patches: [
      {
        file: TRANSITION,
        find: `      return { type: 'park', fact };
  }`,
        replace: `      if (fact.type === 'action') return { type: 'park', fact };
      return {
        type: 'conclude',
        proof: {
          ...fact,
          type: 'succeeded',
          amount: { value: attempt.amount_value, currency: attempt.currency },
        },
      };
  }`,
      },
    ],
  },
  {
    number: 43,
    name: 'declined-once-and-never-again',
    words: 'A checkout that was declined once is refused from then on, as if its key were over.',
    promise: ['pays-in-fair-weather', 'refusal-is-so'],
    patches: [
      {
        file: 'src/server/store/claim.ts',
        find: `      AND live IS NULL AND paid IS NULL
      AND cart_version`,
        replace: `      AND live IS NULL AND paid IS NULL AND declines = 0
      AND cart_version`,
      },
      {
        file: PAYING,
        find: `  const current = checkout.key === call.key && (`,
        replace: `  const current = checkout.declines === 0 && checkout.key === call.key && (`,
      },
    ],
  },
  {
    number: 44,
    name: 'settled-without-a-revision',
    words: 'A payment that ends leaves the number of the picture as it was.',
    promise: ['revisions-only-grow'],
    patches: [
      {
        file: SETTLE,
        find: `      live = NULL, lease_until = NULL, revision = revision + 1, events = events + 1,`,
        replace: `      live = NULL, lease_until = NULL, events = events + 1,`,
      },
    ],
  },
  {
    number: 45,
    name: 'verdict-for-all-attempts',
    words: 'The end of a payment is written to all earlier ones of its checkout as well.',
    promise: ['what-is-final-stays'],
    patches: [
      {
        file: SETTLE,
        find: `    FROM settled WHERE a.checkout_id = settled.id AND a.ordinal = $2
  ), leg AS (`,
        replace: `    FROM settled WHERE a.checkout_id = settled.id AND a.ordinal <= $2
  ), leg AS (`,
      },
    ],
  },
];
