// Found by reading, and told by hand.

import type { KeptStory } from '../corpus.ts';

export const RELOADED_WHILE_IT_WAS_FORGOTTEN: KeptStory = {
  name: 'reloaded-while-it-was-forgotten',
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
        id: 'reload',
        atMs: 3000,
        shopper: 'ann',
        type: 'reload',
        tab: 'ann 1',
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
        count: 3,
      },
    ],
    chaosMs: 11000,
    forced: {},
    without: [],
  },
  promise: 'every-live-page-shows-the-truth',
  words:
    'A page was loaded anew while its payment waited for the shopper; the database lost that, and took the charge in again as paid, at a lower revision: the page never showed it.',
  found: 'reading, and a plan by hand',
  mended: 'f399df3',
  unmended: [
    {
      file: 'src/client/pictured.ts',
      find: "hold.type === 'free' || kept !== null;",
      replace: 'kept !== null;',
    },
  ],
};
