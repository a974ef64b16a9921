// Found by seed 3100003440 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const PARKED_WHILE_GIVEN_UP: KeptStory = {
  name: 'parked-while-given-up',
  run: {
    seed: 3100003440,
    store: 'memory',
    servers: 3,
    reconcileFirst: true,
    keyLifetimeMs: 45000,
    sweepMs: 1500,
    rates: {},
    acts: [
      { id: 'act open 1', atMs: 0, shopper: 'ann', type: 'open', tab: 'ann 1', cart: 'cart-1' },
      { id: 'act 1.3', atMs: 107, shopper: 'ann', type: 'open', tab: 'ann 2', cart: 'cart-1' },
      {
        id: 'act 1.2',
        atMs: 8533,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'authentication-declined',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [],
    chaosMs: 8701,
    forced: {
      'bank-doubled@s1#16': 'bank-doubled',
      'bank-error-before@s1#16': 'bank-error-before',
    },
    without: [],
  },
  promise: 'states-only-move-forward',
  words:
    'A message that told of an authentication came while a worker without an answer was giving the call up: it parked ' +
    'the payment, which the worker then took back, and whose next call went out without a card.',
  found: 'seed 3100003440 in memory',
  mended: '645ab85',
  unmended: [
    {
      file: 'src/server/store/legs.ts',
      find: ' AND lease_until IS NOT NULL\n    RETURNING id',
      replace: '\n    RETURNING id',
    },
  ],
};
