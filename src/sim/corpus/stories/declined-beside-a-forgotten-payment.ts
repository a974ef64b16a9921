// Found by reading, and told by hand.

import type { KeptStory } from '../corpus.ts';

export const DECLINED_BESIDE_A_FORGOTTEN_PAYMENT: KeptStory = {
  name: 'declined-beside-a-forgotten-payment',
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
        atMs: 30000,
        shopper: 'ben',
        type: 'open',
        tab: 'ben 1',
        cart: 'cart-2',
      },
      {
        id: 'press2',
        atMs: 40000,
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
        forMs: 3500,
      },
      {
        id: 'forget',
        atMs: 103060,
        type: 'lose-commits',
        count: 3,
      },
    ],
    chaosMs: 150000,
    forced: {
      'answer-lost@p1#5.1': 'answer-lost',
      'answer-lost@p1#6.1': 'answer-lost',
      'answer-lost@p1#7.1': 'answer-lost',
    },
    without: [],
  },
  promise: 'declined-answer-means-unpaid',
  words:
    'A payment was released and sent anew under the next number; the database forgot the second, and the first, alive again, was answered as declined for ever, though the other had been captured.',
  found: 'reading, and a plan by hand',
  mended: 'e83ca34',
  unmended: [
    {
      file: 'src/server/worker.ts',
      find: `  if (settings.caution.mayBeUnlisted()) return pause(settings, job);\n`,
      replace: '',
    },
    {
      file: 'src/server/worker.ts',
      find: "if (isElsewhere) return giveBack(settings, job, 'voided');",
      replace: '',
    },
  ],
};
