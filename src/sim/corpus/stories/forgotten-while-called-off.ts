// Found by seed 6000947139 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const FORGOTTEN_WHILE_CALLED_OFF: KeptStory = {
  name: 'forgotten-while-called-off',
  run: {
    seed: 6000947139,
    store: 'memory',
    servers: 1,
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
        atMs: 2082,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'authentication',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act 1.scene 1.3',
        atMs: 3149,
        shopper: 'ann',
        type: 'authenticate',
        answer: 'approve',
      },
      {
        id: 'act 1.scene 1.2',
        atMs: 3433,
        shopper: 'ann',
        type: 'cancel',
        tab: 'ann 1',
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 3802,
        type: 'lose-commits',
        count: 3,
      },
    ],
    chaosMs: 3802,
    forced: {},
    without: [],
  },
  promise: 'canceled-key-never-charges',
  words:
    'A payment that its shopper had just confirmed was called off; the bank said that it was made, the database had forgotten it by then, and the page was told that nothing was charged.',
  found: 'seed 6000947139 in memory',
  mended: 'e553343',
  unmended: [
    {
      file: 'src/server/canceling.ts',
      find: "state.attempt?.nonce === taken.attempt.nonce && state.attempt.status === 'declined'",
      replace: 'true',
    },
  ],
};
