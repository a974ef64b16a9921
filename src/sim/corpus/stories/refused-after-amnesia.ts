// Found by seed 6000288783 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const REFUSED_AFTER_AMNESIA: KeptStory = {
  name: 'refused-after-amnesia',
  run: {
    seed: 6000288783,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 45000,
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
        id: 'act 1.8',
        atMs: 0,
        shopper: 'ann',
        type: 'refund',
        cart: 'cart-1',
        value: null,
        times: 1,
      },
      {
        id: 'act 1.scene 1.1',
        atMs: 1058,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'debit',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act 1.7',
        atMs: 3790,
        shopper: 'ann',
        type: 'reload',
        tab: 'ann 1',
      },
      {
        id: 'act 1.scene 3.3',
        atMs: 4284,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'declined',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 3118,
        type: 'lose-commits',
        count: 3,
      },
    ],
    chaosMs: 4663,
    forced: {
      'bank-search-lag@s0#16': 'bank-search-lag',
      'bank-refused@s0#34': 'bank-refused',
    },
    without: [],
  },
  promise: 'one-gateway-key-per-attempt',
  words:
    'A database forgot a charge that the bank did not list yet; the next call with the same key could not leave, which was taken for a proof that nothing was charged, and the press after it went out under a new key.',
  found: 'seed 6000288783 in memory',
  mended: '955b245',
  unmended: [
    {
      file: 'src/server/worker.ts',
      find: 'if (settings.caution.isCareful()) return inDoubt(settings, job);',
      replace: '',
    },
  ],
};
