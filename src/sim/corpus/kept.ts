// Every story that once failed, the oldest first. A new one is what `--seed N --shrink --save FILE`
// wrote: paste it as `run`, and say what was wrong.

import type { KeptStory } from './corpus.ts';

export const KEPT_STORIES: readonly KeptStory[] = [
  {
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
  },
  {
    name: 'stalled-worker-after-amnesia',
    run: {
      seed: 71002977,
      store: 'memory',
      servers: 3,
      reconcileFirst: true,
      keyLifetimeMs: 45000,
      sweepMs: 8000,
      rates: {},
      acts: [
        { id: 'act open 1', atMs: 0, shopper: 'ann', type: 'open', tab: 'ann 1', cart: 'cart-1' },
        { id: 'act 1.1', atMs: 0, shopper: 'ann', type: 'open', tab: 'ann 1', cart: 'cart-1' },
        {
          id: 'act 1.7',
          atMs: 264,
          shopper: 'ann',
          type: 'press',
          tab: 'ann 1',
          card: 'authentication',
          times: 1,
          gapMs: 0,
          widget: 0,
        },
        { id: 'act 1.scene 1.2', atMs: 1688, shopper: 'ann', type: 'reload', tab: 'ann 1' },
        {
          id: 'act 1.scene 1.3',
          atMs: 2022,
          shopper: 'ann',
          type: 'press',
          tab: 'ann 1',
          card: 'authentication',
          times: 1,
          gapMs: 0,
          widget: 0,
        },
      ],
      troubles: [{ id: 'trouble forget', atMs: 643, type: 'lose-commits', count: 1 }],
      chaosMs: 7376,
      forced: {
        'bank-error-before@s1#14': 'bank-error-before',
        'stall-over-charge@s1#14': 'stall-over-charge',
        'stall-over-charge@s2#19': 'stall-over-charge',
      },
      without: [],
    },
    promise: 'replay-only-to-the-same-body',
    words:
      'A database forgot a claim whose server stood still over it, and gave its number to the next ' +
      'press: when that server went on, it answered its own press with the verdict of the other.',
    found: 'seed 71002977 in memory',
    mended: '7335d34',
  },
];
