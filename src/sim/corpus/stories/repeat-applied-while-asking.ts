// Found by seed 6000567935 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const REPEAT_APPLIED_WHILE_ASKING: KeptStory = {
  name: 'repeat-applied-while-asking',
  run: {
    seed: 6000567935,
    store: 'memory',
    servers: 2,
    reconcileFirst: false,
    keyLifetimeMs: 45000,
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
        id: 'act 1.1',
        atMs: 613,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 2',
        card: 'authentication',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act 1.2',
        atMs: 9332,
        shopper: 'ann',
        type: 'authenticate',
        answer: 'approve',
      },
      {
        id: 'act 1.3',
        atMs: 12169,
        shopper: 'ann',
        type: 'authenticate',
        answer: 'decline',
      },
    ],
    troubles: [],
    chaosMs: 13711,
    forced: {
      'bank-request-lost@s0#12': 'bank-request-lost',
      'bank-doubled@s0#18': 'bank-doubled',
      'bank-forgets-key@s0#18 again': 'bank-forgets-key',
      'bank-request-lost@s0#29': 'bank-request-lost',
      'bank-request-lost@s0#39': 'bank-request-lost',
    },
    without: [],
  },
  promise: 'webhook-applied-once',
  words:
    'A message denied a payment that was made; its first delivery hung at the bank, its repeat was looked up and changed nothing, and then the first, which had no answer, called a person for nothing.',
  found: 'seed 6000567935 in memory',
  mended: 'ae670b9',
  unmended: [
    {
      file: 'src/server/facts.ts',
      find: "if (telling !== null && (await isApplied(database, telling))) return 'nothing';",
      replace: '',
    },
    {
      file: 'src/server/store/stray.ts',
      find: " AND NOT EXISTS (\n      SELECT 1 FROM payonce_inbox WHERE gateway = $16 AND event_id = $17 AND status = 'applied'\n    )",
      replace: '',
    },
  ],
};
