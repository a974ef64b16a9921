// Found by seed 9982000108 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const TOLD_THE_NO_OF_ANOTHER_TAB: KeptStory = {
  name: 'told-the-no-of-another-tab',
  run: {
    seed: 9982000108,
    store: 'memory',
    servers: 1,
    reconcileFirst: false,
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
        id: 'act 1.scene 2.1',
        atMs: 0,
        shopper: 'ann',
        type: 'open',
        tab: 'ann 3',
        cart: 'cart-1',
      },
      {
        id: 'act 1.scene 2.3',
        atMs: 1449,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 3',
        card: 'good',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act 1.scene 2.2',
        atMs: 1553,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'stolen',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
    ],
    troubles: [],
    chaosMs: 1553,
    forced: {},
    without: [],
  },
  promise: 'declined-result-is-its-own',
  words:
    "A press whose key another tab had used was told the decline of that tab's card as its own.",
  found: 'seed 9982000108 in memory',
  mended: '28ef776',
  unmended: [
    {
      file: 'src/client/pictured.ts',
      find: "return hold.type === 'kept' && hold.why === 'reused';",
      replace: 'return hold.press.id < 0;',
    },
  ],
};
