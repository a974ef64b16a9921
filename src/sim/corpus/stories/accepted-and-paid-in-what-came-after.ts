// Found by reading, and told by hand.

import type { KeptStory } from '../corpus.ts';

export const ACCEPTED_AND_PAID_IN_WHAT_CAME_AFTER: KeptStory = {
  name: 'accepted-and-paid-in-what-came-after',
  run: {
    seed: 1,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 3600000,
    sweepMs: 8000,
    authenticationMs: 900000,
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
        id: 'press',
        atMs: 500,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'authentication',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'freeze',
        atMs: 3000,
        shopper: 'ann',
        type: 'freeze',
        tab: 'ann 1',
        forMs: 80000,
      },
      {
        id: 'auth',
        atMs: 8000,
        shopper: 'ann',
        type: 'authenticate',
        answer: 'approve',
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 8400,
        type: 'lose-commits',
        count: 4,
      },
    ],
    chaosMs: 90000,
    forced: {},
    without: [],
  },
  promise: 'every-live-page-shows-the-truth',
  words:
    'A page was told that its payment waits for the bank; the database lost that, and took the charge in again as paid, at a lower revision than the page had shown: it said for ever that the shopper has to confirm.',
  found: 'reading, and a plan by hand',
  mended: 'f399df3',
  unmended: [
    {
      file: 'src/client/pictured.ts',
      find: "hold.type === 'free' || kept !== null;",
      replace:
        "hold.type === 'free' || (kept !== null && (!isTold(kept) || kept.why === 'forgotten'));",
    },
  ],
};
