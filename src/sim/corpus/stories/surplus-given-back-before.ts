// Found by seed 3400007745 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const SURPLUS_GIVEN_BACK_BEFORE: KeptStory = {
  name: 'surplus-given-back-before',
  run: {
    seed: 3400007745,
    store: 'memory',
    servers: 2,
    reconcileFirst: true,
    keyLifetimeMs: 3600000,
    sweepMs: 8000,
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
        id: 'act 1.scene 1.1',
        atMs: 3751,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'debit',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act 1.scene 3.2',
        atMs: 4420,
        shopper: 'ann',
        type: 'refund',
        cart: 'cart-1',
        value: 4200,
        times: 3,
      },
      {
        id: 'act 1.scene 3.3',
        atMs: 9575,
        shopper: 'ann',
        type: 'refund',
        cart: 'cart-1',
        value: 1000,
        times: 2,
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 30579,
        type: 'lose-commits',
        count: 15,
      },
    ],
    chaosMs: 30579,
    forced: {
      'serialization-failure@s1#3': 'serialization-failure',
      'serialization-failure@s0#5': 'serialization-failure',
      'serialization-failure@s0#8': 'serialization-failure',
      'bank-request-lost@s0#20': 'bank-request-lost',
      'serialization-failure@s0#24': 'serialization-failure',
      'serialization-failure@s1#21': 'serialization-failure',
      'bank-doubled@s1#26': 'bank-doubled',
      'bank-forgets-key@s1#26 again': 'bank-forgets-key',
      'serialization-failure@s1#38': 'serialization-failure',
      'serialization-failure@s0#36': 'serialization-failure',
    },
    without: [],
  },
  promise: 'every-charge-paid-or-refunded',
  words:
    'A database forgot which of two captures it had kept, and that the merchant had given back of it: the whole of it was to go back, which the bank refused, and so nothing of the rest did.',
  found: 'seed 3400007745 in memory',
  mended: '7aef56b',
  unmended: [
    {
      file: 'src/server/returned.ts',
      find: 'fact.amount.value - returnedOf(fact)',
      replace: 'fact.amount.value',
    },
  ],
};
