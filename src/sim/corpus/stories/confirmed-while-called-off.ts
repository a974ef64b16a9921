// Found by seed 3520120337 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const CONFIRMED_WHILE_CALLED_OFF: KeptStory = {
  name: 'confirmed-while-called-off',
  run: {
    seed: 3520120337,
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
        id: 'act open 2',
        atMs: 0,
        shopper: 'ben',
        type: 'open',
        tab: 'ben 1',
        cart: 'cart-2',
      },
      {
        id: 'act 2.scene 1.2',
        atMs: 105,
        shopper: 'ben',
        type: 'offline',
        tab: 'ben 1',
        forMs: 675,
      },
      {
        id: 'act 1.scene 1.1',
        atMs: 517,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'authentication',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [
      {
        id: 'trouble 1.scene 1.2',
        atMs: 781,
        type: 'bank-down',
        forMs: 39471,
      },
      {
        id: 'trouble forget',
        atMs: 781,
        type: 'lose-commits',
        count: 4,
      },
    ],
    chaosMs: 50859,
    forced: {
      'stall-over-charge@s0#20': 'stall-over-charge',
      'webhook-lost@webhook 3': 'webhook-lost',
    },
    without: [],
  },
  promise: 'paid-is-announced',
  words:
    'A database forgot an authentication, which its shopper passed just as it was called off at the bank: the checkout was paid, and no event told the storefront.',
  found: 'seed 3520120337 in memory',
  mended: '3fa42e5',
};
