// Found by seed 71002977 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const STALLED_WORKER_AFTER_AMNESIA: KeptStory = {
  name: 'stalled-worker-after-amnesia',
  run: {
    seed: 71002977,
    store: 'memory',
    servers: 3,
    reconcileFirst: true,
    keyLifetimeMs: 45000,
    sweepMs: 8000,
    rates: {},
    acts: [
      { id: 'act open 1', atMs: 0, shopper: 'ann', type: 'open', tab: 'ann 1', cart: 'cart-1' },
      { id: 'act 1.1', atMs: 0, shopper: 'ann', type: 'open', tab: 'ann 1', cart: 'cart-1' },
      {
        id: 'act 1.7',
        atMs: 264,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'authentication',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      { id: 'act 1.scene 1.2', atMs: 1688, shopper: 'ann', type: 'reload', tab: 'ann 1' },
      {
        id: 'act 1.scene 1.3',
        atMs: 2022,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'authentication',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [{ id: 'trouble forget', atMs: 643, type: 'lose-commits', count: 1 }],
    chaosMs: 7376,
    forced: {
      'bank-error-before@s1#14': 'bank-error-before',
      'stall-over-charge@s1#14': 'stall-over-charge',
      'stall-over-charge@s2#19': 'stall-over-charge',
    },
    without: [],
  },
  promise: 'replay-only-to-the-same-body',
  words:
    'A database forgot a claim whose server stood still over it, and gave its number to the next ' +
    'press: when that server went on, it answered its own press with the verdict of the other.',
  found: 'seed 71002977 in memory',
  mended: '7335d34',
};
