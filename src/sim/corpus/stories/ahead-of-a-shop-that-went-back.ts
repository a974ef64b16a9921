// Found by seed 5189 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const AHEAD_OF_A_SHOP_THAT_WENT_BACK: KeptStory = {
  name: 'ahead-of-a-shop-that-went-back',
  run: {
    seed: 5189,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 3600000,
    sweepMs: 8000,
    rates: {},
    acts: [
      {
        id: 'act open 2',
        atMs: 0,
        shopper: 'ben',
        type: 'open',
        tab: 'ben 1',
        cart: 'cart-2',
      },
      {
        id: 'act 2.3',
        atMs: 157,
        shopper: 'ben',
        type: 'press',
        tab: 'ben 2',
        card: 'declined',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 793,
        type: 'lose-commits',
        count: 2,
      },
    ],
    chaosMs: 793,
    forced: {},
    without: [],
  },
  promise: 'pays-in-fair-weather',
  words:
    'A database forgot what a page had shown; its pictures, older than that, were not believed, the key of the page was over, and no press of Pay in it led anywhere until it was loaded anew.',
  found: 'seed 5189 in memory',
  mended: '472d17a',
  // A page without a press believes such pictures too by now: that is taken away as well.
  unmended: [
    {
      file: 'src/client/pictured.ts',
      find: "hold.type === 'free' || kept !== null;",
      replace: 'kept !== null && isTold(kept);',
    },
  ],
};
