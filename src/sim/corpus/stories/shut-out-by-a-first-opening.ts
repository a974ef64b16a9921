// Found by seed 9983002240 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const SHUT_OUT_BY_A_FIRST_OPENING: KeptStory = {
  name: 'shut-out-by-a-first-opening',
  run: {
    seed: 9983002240,
    store: 'memory',
    servers: 2,
    reconcileFirst: false,
    keyLifetimeMs: 45000,
    sweepMs: 8000,
    rates: {},
    acts: [
      {
        id: 'act open 1',
        atMs: 137,
        shopper: 'ann',
        type: 'open',
        tab: 'ann 1',
        cart: 'cart-1',
      },
      {
        id: 'act 1.1',
        atMs: 179,
        shopper: 'ann',
        type: 'sign-in',
        cart: 'cart-1',
        as: 'ann-member',
      },
    ],
    troubles: [],
    chaosMs: 179,
    forced: {
      'pause@s1#10': 'pause',
    },
    without: [],
  },
  promise: 'owner-is-let-in',
  words:
    "A cart was handed over just before the row of its first opening was written, in the former owner's name, and its new owner was told for ever that there is no such checkout.",
  found: 'seed 9983002240 in memory',
  mended: '28ef776',
  unmended: [
    {
      file: 'src/server/opening.ts',
      find: 'if (opened === null && !(await inherit(settings, opener))) return null;',
      replace: 'if (opened === null) return null;',
    },
  ],
};
