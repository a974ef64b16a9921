// Found by seed 6000150143 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const DECLINED_WHILE_THE_LIST_LAGGED: KeptStory = {
  name: 'declined-while-the-list-lagged',
  run: {
    seed: 6000150143,
    store: 'memory',
    servers: 1,
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
        id: 'act 1.scene 1.1',
        atMs: 0,
        shopper: 'ann',
        type: 'open',
        tab: 'ann 2',
        cart: 'cart-1',
      },
      {
        id: 'act 1.1',
        atMs: 0,
        shopper: 'ann',
        type: 'open',
        tab: 'ann 1',
        cart: 'cart-1',
      },
      {
        id: 'act 1.2',
        atMs: 0,
        shopper: 'ann',
        type: 'reload',
        tab: 'ann 1',
      },
      {
        id: 'act late open',
        atMs: 0,
        shopper: 'ben',
        type: 'open',
        tab: 'ben 1',
        cart: 'cart-2',
      },
      {
        id: 'act late press',
        atMs: 55181,
        shopper: 'ben',
        type: 'press',
        tab: 'ben 1',
        card: 'debit',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [
      {
        id: 'trouble refuses',
        atMs: 51263,
        type: 'bank-down',
        part: 'charges',
        forMs: 8544,
      },
      {
        id: 'trouble forget',
        atMs: 84680,
        type: 'lose-commits',
        count: 4,
      },
    ],
    chaosMs: 84680,
    forced: {
      'answer-cut@p5#2.1': 'answer-cut',
      'delayed@p5#4.1': 'delayed',
      'bank-search-lag@s0#59': 'bank-search-lag',
    },
    without: [],
  },
  promise: 'declined-answer-means-unpaid',
  words:
    'A database forgot a payment that the bank did not list yet; the one before it with the same key, ' +
    'which had been released and was alive again, was answered as declined for ever, and the other captured.',
  found: 'seed 6000150143 in memory',
  mended: '23a4b2b',
  unmended: [
    {
      file: 'src/server/worker.ts',
      find: `  if (settings.caution.mayBeUnlisted()) return pause(settings, job);\n`,
      replace: '',
    },
  ],
};
