// Found by reading, and told by hand.

import type { KeptStory } from '../corpus.ts';

export const RELEASED_AND_FORGOTTEN: KeptStory = {
  name: 'released-and-forgotten',
  run: {
    seed: 7,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 3600000,
    sweepMs: 1500,
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
        id: 'open2',
        atMs: 0,
        shopper: 'ben',
        type: 'open',
        tab: 'ben 1',
        cart: 'cart-2',
      },
      {
        id: 'press2',
        atMs: 3076,
        shopper: 'ben',
        type: 'press',
        tab: 'ben 1',
        card: 'good',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'press',
        atMs: 100000,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'good',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [
      {
        id: 'down',
        atMs: 99000,
        type: 'bank-down',
        part: 'charges',
        forMs: 15356,
      },
      {
        id: 'forget',
        atMs: 117000,
        type: 'lose-commits',
        count: 3,
      },
    ],
    chaosMs: 117000,
    forced: {},
    without: [],
  },
  promise: 'nothing-charged-stays-true',
  words:
    'The bank had refused a charge, its key was retired, and the page said that nothing was charged; the database forgot that, and the sweep, which found the payment alive again, sent it.',
  found: 'reading, and a plan by hand',
  mended: 'e83ca34',
  unmended: [
    {
      file: 'src/server/worker.ts',
      find: 'if (!job.awaited && settings.caution.isDoubtful()) return endVoided(settings, job);',
      replace: '',
    },
  ],
};
