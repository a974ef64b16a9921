// Found by seed 3400017435 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const DECLINED_AND_FORGOTTEN: KeptStory = {
  name: 'declined-and-forgotten',
  run: {
    seed: 3400017435,
    store: 'memory',
    servers: 2,
    reconcileFirst: true,
    keyLifetimeMs: 3600000,
    sweepMs: 1500,
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
        id: 'act 1.scene 3.2',
        atMs: 2754,
        shopper: 'ann',
        type: 'reload',
        tab: 'ann 1',
      },
      {
        id: 'act 1.scene 3.3',
        atMs: 3088,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'insufficient',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act 1.scene 2.2',
        atMs: 8329,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'good',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act 1.scene 2.1',
        atMs: 8366,
        shopper: 'ann',
        type: 'change-cart',
        cart: 'cart-1',
        value: 1784,
      },
      {
        id: 'act 1.scene 2.3',
        atMs: 10436,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'stolen',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 11050,
        type: 'lose-commits',
        count: 2,
      },
    ],
    chaosMs: 11190,
    forced: {
      'crash-before-call@s0#10': 'crash-before-call',
      'crash-before-call@s0#27': 'crash-before-call',
    },
    without: [],
  },
  promise: 'every-live-page-shows-the-truth',
  words:
    'A page was told that its card was declined, the database forgot the payment, and the page waited for ever for a picture that moved on.',
  found: 'seed 3400017435 in memory',
  mended: '41875e9',
  unmended: [
    {
      file: 'src/client/pictured.ts',
      find: 'kept !== null && isForgotten(kept, picture, newer)',
      replace: 'false',
    },
  ],
};
