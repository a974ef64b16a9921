// Found by seed 3300004345 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const REST_REFUNDED_AFTER_AMNESIA: KeptStory = {
  name: 'rest-refunded-after-amnesia',
  run: {
    seed: 3300004345,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 3600000,
    sweepMs: 4000,
    rates: {},
    acts: [
      {
        id: 'act open 1',
        atMs: 0,
        shopper: 'ann',
        type: 'open',
        tab: 'ann 1',
        cart: 'cart-1',
      },
      {
        id: 'act 1.1',
        atMs: 1386,
        shopper: 'ann',
        type: 'change-cart',
        cart: 'cart-1',
        value: 8758,
      },
      {
        id: 'act 1.scene 1.1',
        atMs: 32042,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'good',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act 1.scene 1.2',
        atMs: 33748,
        shopper: 'ann',
        type: 'refund',
        cart: 'cart-1',
        value: 100,
        times: 3,
      },
      {
        id: 'act 1.scene 1.3',
        atMs: 34121,
        shopper: 'ann',
        type: 'refund',
        cart: 'cart-1',
        value: null,
        times: 1,
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 35407,
        type: 'lose-commits',
        count: 4,
      },
    ],
    chaosMs: 35407,
    forced: {
      'answer-lost@p1#2.1': 'answer-lost',
      'bank-refused@s0#56': 'bank-refused',
      'commit-unknown@s0#63': 'commit-unknown',
    },
    without: [],
  },
  promise: 'refunds-conserved',
  words:
    'A database forgot a refund of the rest and one before it; the same refund, asked for again, was written with the new rest, and counted as made with that when the bank told of the first.',
  found: 'seed 3300004345 in memory',
  mended: '7aef56b',
  unmended: [
    {
      file: 'src/server/refund-outcomes.ts',
      find: 'const amountValue = valueOf(known.refund, outcome)',
      replace: 'const amountValue = known.refund.amount_value',
    },
  ],
};
