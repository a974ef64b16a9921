// Found by a seed that forgets, drawn beside the million, and cut down.

import type { KeptStory } from '../corpus.ts';

export const PARKED_BY_WHAT_WAS_FORGOTTEN: KeptStory = {
  name: 'parked-by-what-was-forgotten',
  run: {
    seed: 33000218566,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 3600000,
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
        id: 'act 1.scene 1.1',
        atMs: 1563,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'authentication',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act 1.scene 3.3',
        atMs: 86360,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 3',
        card: 'good',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [
      {
        id: 'trouble 2',
        atMs: 0,
        type: 'crash',
        server: 0,
        downMs: 1000,
      },
      {
        id: 'trouble 1.scene 1.2',
        atMs: 2318,
        type: 'bank-down',
        forMs: 32316,
      },
      {
        id: 'trouble forget',
        atMs: 2334,
        type: 'lose-commits',
        count: 2,
      },
      {
        id: 'trouble 1',
        atMs: 77882,
        type: 'partition',
        between: 'bank',
        server: 0,
        forMs: 9439,
      },
    ],
    chaosMs: 87134,
    forced: {},
    without: [],
  },
  promise: 'states-only-move-forward',
  words:
    'A database forgot a payment that waits for its shopper and gave its number to the next press; while the charge of that ' +
    'one could not leave, the bank’s message about the forgotten one parked it, and then it was taken back all the same.',
  found: 'a seed that forgets, drawn beside the million',
  mended: 'f38c837',
  unmended: [
    {
      file: 'src/server/store/hold.ts',
      find: `AND lease_until IS NOT NULL
    RETURNING id
  ), attempt AS (
    UPDATE payonce_attempts a SET status = 'not_sent'`,
      replace: `
    RETURNING id
  ), attempt AS (
    UPDATE payonce_attempts a SET status = 'not_sent'`,
    },
  ],
};
