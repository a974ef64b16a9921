// Found by seed 14370523 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const COPY_AFTER_NOTHING_WAS_CHARGED: KeptStory = {
  name: 'copy-after-nothing-was-charged',
  run: {
    seed: 14370523,
    store: 'memory',
    servers: 2,
    reconcileFirst: true,
    keyLifetimeMs: 3600000,
    sweepMs: 4000,
    rates: {},
    acts: [
      { id: 'act open 2', atMs: 0, shopper: 'ben', type: 'open', tab: 'ben 1', cart: 'cart-2' },
      { id: 'act open 1', atMs: 0, shopper: 'ann', type: 'open', tab: 'ann 1', cart: 'cart-1' },
      {
        id: 'act 2.scene 1.1',
        atMs: 1461,
        shopper: 'ben',
        type: 'press',
        tab: 'ben 1',
        card: 'debit-fails',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      { id: 'act 1.1', atMs: 6430, shopper: 'ann', type: 'freeze', tab: 'ann 1', forMs: 1000 },
      {
        id: 'act 1.3',
        atMs: 21439,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 2',
        card: 'good',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [{ id: 'trouble 2', atMs: 3193, type: 'rolling-restart' }],
    chaosMs: 40135,
    forced: {
      'bank-refused@s0#7': 'bank-refused',
      'bank-refused@s1#15': 'bank-refused',
      'stall-over-charge@s0#27': 'stall-over-charge',
      'webhook-lost@webhook 1': 'webhook-lost',
      'webhook-lost@webhook 2': 'webhook-lost',
      'doubled@p2#4': 'doubled',
      'bank-refused@s0#45': 'bank-refused',
    },
    without: [],
  },
  promise: 'nothing-charged-stays-true',
  words:
    'A bank that could not be reached let a page say that nothing was charged; a copy of the same request, ' +
    'which the network delivered only then, found the key free and was charged.',
  found: 'seed 14370523 in memory',
  mended: '3fce09f',
};
