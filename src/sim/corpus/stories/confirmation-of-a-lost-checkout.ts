// Found by seed 6000005991 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const CONFIRMATION_OF_A_LOST_CHECKOUT: KeptStory = {
  name: 'confirmation-of-a-lost-checkout',
  run: {
    seed: 6000005991,
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
        atMs: 0,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'authentication-declined',
        times: 2,
        gapMs: 113,
        widget: 0,
      },
      {
        id: 'act 1.2',
        atMs: 536,
        shopper: 'ann',
        type: 'open-confirmation',
        tab: 'ann 2',
        cart: 'cart-1',
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 3284,
        type: 'lose-commits',
        count: 5,
      },
    ],
    chaosMs: 31509,
    forced: {},
    without: [],
  },
  promise: 'every-live-page-shows-the-truth',
  words:
    'A confirmation waited for the shopper to confirm with their bank, and the database lost the checkout. Before it was opened anew the confirmation heard that there is none, and asked no more: it never showed that it was paid in the end.',
  found: 'seed 6000005991 in memory',
  mended: '2ccdffa',
  unmended: [
    {
      file: 'src/client/waiting.ts',
      find: 'if (checkout !== null && isLive(checkout)) return true;',
      replace: '',
    },
  ],
};
