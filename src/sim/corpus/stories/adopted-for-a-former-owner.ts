// Found by seed 9981015548 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const ADOPTED_FOR_A_FORMER_OWNER: KeptStory = {
  name: 'adopted-for-a-former-owner',
  run: {
    seed: 9981015548,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 45000,
    sweepMs: 4000,
    rates: {},
    acts: [
      {
        id: 'act open 1',
        atMs: 139,
        shopper: 'ann',
        type: 'open',
        tab: 'ann 1',
        cart: 'cart-1',
      },
      {
        id: 'act 1.scene 3.1',
        atMs: 2750,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'good',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act 1.scene 1.2',
        atMs: 2860,
        shopper: 'ann',
        type: 'offline',
        tab: 'ann 1',
        forMs: 36102,
      },
      {
        id: 'act 1.4',
        atMs: 4377,
        shopper: 'ann',
        type: 'sign-in',
        cart: 'cart-1',
        as: 'ann-member',
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 3138,
        type: 'lose-commits',
        count: 2,
      },
    ],
    chaosMs: 40671,
    forced: {},
    without: [],
  },
  promise: 'owner-is-let-in',
  words:
    "A cart was handed over while its checkout was forgotten, which was then made anew in the name of the charge's label: its new owner was told for ever that there is no such checkout.",
  found: 'seed 9981015548 in memory',
  mended: '28ef776',
  unmended: [
    {
      file: 'src/server/opening.ts',
      find: 'if (opened === null && !(await inherit(settings, opener))) return null;',
      replace: 'if (opened === null) return null;',
    },
  ],
};
