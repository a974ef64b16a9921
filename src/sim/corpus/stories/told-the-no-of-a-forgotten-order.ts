// Found by seed 9200005500 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const TOLD_THE_NO_OF_A_FORGOTTEN_ORDER: KeptStory = {
  name: 'told-the-no-of-a-forgotten-order',
  run: {
    seed: 9200005500,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 45000,
    sweepMs: 8000,
    authenticationMs: 17590,
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
        atMs: 576,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 2',
        card: 'technical',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act 1.scene 1.1',
        atMs: 949,
        shopper: 'ann',
        type: 'change-cart',
        cart: 'cart-1',
        value: 3242,
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 1279,
        type: 'lose-commits',
        count: 4,
      },
    ],
    chaosMs: 1279,
    forced: {},
    without: [],
  },
  promise: 'pays-in-fair-weather',
  words:
    'A database forgot a declined payment and gave its number to the next; the bank, which knew the key, refused that one, and its good card was told the decline of the other.',
  found: 'seed 9200005500 in memory',
  mended: 'c7b7aeb',
};
