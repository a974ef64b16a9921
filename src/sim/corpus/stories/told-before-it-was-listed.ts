// Found by seed 6000836761 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const TOLD_BEFORE_IT_WAS_LISTED: KeptStory = {
  name: 'told-before-it-was-listed',
  run: {
    seed: 6000836761,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 45000,
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
        id: 'act 1.2',
        atMs: 0,
        shopper: 'ann',
        type: 'open-confirmation',
        tab: 'ann 3',
        cart: 'cart-1',
      },
      {
        id: 'act 1.scene 2.2',
        atMs: 0,
        shopper: 'ann',
        type: 'reload',
        tab: 'ann 1',
      },
      {
        id: 'act 1.scene 2.1',
        atMs: 2098,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'declined',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act late open',
        atMs: 27904,
        shopper: 'ben',
        type: 'open',
        tab: 'ben 1',
        cart: 'cart-2',
      },
      {
        id: 'act late press',
        atMs: 64527,
        shopper: 'ben',
        type: 'press',
        tab: 'ben 1',
        card: 'good',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act late again',
        atMs: 76707,
        shopper: 'ben',
        type: 'press',
        tab: 'ben 1',
        card: 'good',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [
      {
        id: 'trouble refuses',
        atMs: 64027,
        type: 'bank-down',
        part: 'charges',
        forMs: 3593,
      },
      {
        id: 'trouble forget',
        atMs: 70460,
        type: 'lose-commits',
        count: 4,
      },
    ],
    chaosMs: 76707,
    forced: {
      'bank-search-lag@s0#66': 'bank-search-lag',
    },
    without: [],
  },
  promise: 'captured-once',
  words:
    'A bank that could not be reached used numbers up, the database forgot that and a payment after it, of which the bank had told and which it did not list yet: another page was charged as well.',
  found: 'seed 6000836761 in memory',
  mended: 'e553343',
  unmended: [
    {
      file: 'src/server/own-charges.ts',
      find: 'caution.mayBeUnlisted() ? told : []',
      replace: '[]',
    },
  ],
};
