// Found by seed 223120 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const LOST_ANSWER_AFTER_THE_WEBHOOK: KeptStory = {
  name: 'lost-answer-after-the-webhook',
  run: {
    seed: 223120,
    store: 'memory',
    servers: 1,
    reconcileFirst: false,
    keyLifetimeMs: 3_600_000,
    sweepMs: 4_000,
    rates: {},
    acts: [
      { id: 'act open 2', atMs: 0, shopper: 'ben', type: 'open', tab: 'ben 1', cart: 'cart-2' },
      { id: 'act open 1', atMs: 0, shopper: 'ann', type: 'open', tab: 'ann 1', cart: 'cart-1' },
      {
        id: 'act 1.3',
        atMs: 4_056,
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
    chaosMs: 4_425,
    forced: {
      'bank-answer-lost@s0#7': 'bank-answer-lost',
      'bank-answer-lost@s0#13': 'bank-answer-lost',
      'bank-answer-lost@s0#18': 'bank-answer-lost',
    },
    without: [],
  },
  promise: 'states-only-move-forward',
  words:
    'A webhook told that the bank waits for its shopper; then the answer to the charge was lost, ' +
    'and its server took that back: the page no longer led to the bank until the next lookup.',
  found: 'seed 223120 in memory',
  mended: '45fb565',
  unmended: [
    {
      file: 'src/server/store/hold.ts',
      find: `AND lease_until IS NOT NULL
    RETURNING id
  ), attempt AS (
    UPDATE payonce_attempts a SET status = 'unknown'`,
      replace: `
    RETURNING id
  ), attempt AS (
    UPDATE payonce_attempts a SET status = 'unknown'`,
    },
  ],
};
