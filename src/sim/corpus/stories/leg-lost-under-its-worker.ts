// Found by reading, and told by hand.

import type { KeptStory } from '../corpus.ts';

export const LEG_LOST_UNDER_ITS_WORKER: KeptStory = {
  name: 'leg-lost-under-its-worker',
  run: {
    seed: 3,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 3600000,
    sweepMs: 1500,
    pauseMs: 5000,
    rates: {},
    acts: [
      {
        id: 'open',
        atMs: 0,
        shopper: 'ann',
        type: 'open',
        tab: 'ann 1',
        cart: 'cart-1',
      },
      {
        id: 'press',
        atMs: 5000,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'good',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 8000,
        type: 'lose-commits',
        count: 3,
      },
    ],
    chaosMs: 20000,
    forced: {
      'bank-error-before@s0#18': 'bank-error-before',
      'bank-error-before@s0#25': 'bank-error-before',
      'pause@s0#31': 'pause',
    },
    without: [],
  },
  promise: 'every-attempt-final',
  words:
    'A database forgot the second leg of a payment whose worker stood still: that one began a third, of which no row was written, and from then on nobody could take the payment over.',
  found: 'reading, and a plan by hand',
  mended: 'e83ca34',
  unmended: [
    { file: 'src/server/store/legs.ts', find: '\n      AND ${LEG_IS_THERE}', replace: '' },
  ],
};
