// Found by seed 14911734 in memory, and cut down. Told anew by hand: a server that knows of the
// loss ends such a payment by now. Here it dies, and the one after it knows nothing.

import type { KeptStory } from '../corpus.ts';

export const PARKED_FORGOTTEN_LEG: KeptStory = {
  name: 'parked-forgotten-leg',
  run: {
    seed: 14911832,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 3600000,
    sweepMs: 1500,
    pauseMs: 1500,
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
        atMs: 237,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'authentication-declined',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 1889,
        type: 'lose-commits',
        count: 4,
      },
      {
        id: 'trouble crash',
        atMs: 4500,
        type: 'crash',
        server: 0,
        downMs: 300,
      },
    ],
    chaosMs: 4800,
    forced: {
      'bank-error-before@s0#15': 'bank-error-before',
      'bank-error-before@s0#22': 'bank-error-before',
      'pause@s0#29': 'pause',
    },
    without: [],
  },
  promise: 'states-only-move-forward',
  words:
    'A database forgot a leg while its charge was under way; the answer still parked the attempt, which so ' +
    'waited for its shopper without a leg that waits, and was taken back to unknown by the next sweep.',
  found: 'seed 14911734 in memory',
  mended: '02c1443',
  unmended: [
    {
      file: 'src/server/store/settle.ts',
      find: 'revision = $15)\n      AND ${LEG_IS_THERE}',
      replace: 'revision = $15)',
    },
  ],
};
