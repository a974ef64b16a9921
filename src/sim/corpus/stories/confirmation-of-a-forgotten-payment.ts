// Found by reading, and told by hand.

import type { KeptStory } from '../corpus.ts';

export const CONFIRMATION_OF_A_FORGOTTEN_PAYMENT: KeptStory = {
  name: 'confirmation-of-a-forgotten-payment',
  run: {
    seed: 1,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 3600000,
    sweepMs: 8000,
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
        card: 'authentication-declined',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'confirmation',
        atMs: 2000,
        shopper: 'ann',
        type: 'open-confirmation',
        tab: 'ann 2',
        cart: 'cart-1',
      },
      {
        id: 'close',
        atMs: 2500,
        shopper: 'ann',
        type: 'close',
        tab: 'ann 1',
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 4000,
        type: 'lose-commits',
        count: 3,
      },
    ],
    chaosMs: 6000,
    forced: {},
    without: [],
  },
  promise: 'every-live-page-shows-the-truth',
  words:
    'A confirmation showed a payment that waits for its shopper; the database forgot it, and the confirmation believed no picture from before: it led to a dead page of the bank for ever.',
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
