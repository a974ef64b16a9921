// Found by seed 6000444105 in memory, and cut down.

import type { KeptStory } from '../corpus.ts';

export const SHUT_OUT_BY_A_SECOND_OPENING: KeptStory = {
  name: 'shut-out-by-a-second-opening',
  run: {
    seed: 6000444105,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 3600000,
    sweepMs: 1500,
    authenticationMs: 21459,
    rates: {},
    acts: [
      {
        id: 'act open 2',
        atMs: 0,
        shopper: 'ben',
        type: 'open',
        tab: 'ben 1',
        cart: 'cart-2',
      },
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
        atMs: 500,
        shopper: 'ann',
        type: 'open',
        tab: 'ann 2',
        cart: 'cart-1',
      },
      {
        id: 'act 2.5',
        atMs: 2040,
        shopper: 'ben',
        type: 'freeze',
        tab: 'ben 1',
        forMs: 3820,
      },
      {
        id: 'act 1.2',
        atMs: 2355,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'insufficient',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act 1.7',
        atMs: 16594,
        shopper: 'ann',
        type: 'sign-in',
        cart: 'cart-1',
        as: 'ann-member',
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 3016,
        type: 'lose-commits',
        count: 3,
      },
    ],
    chaosMs: 26131,
    forced: {
      'doubled@p1#1': 'doubled',
      'doubled@p2#1': 'doubled',
      'statement-lost@s0#10': 'statement-lost',
      'doubled@p2#2': 'doubled',
      'stall-over-charge@s0#34': 'stall-over-charge',
      'doubled@bank#1': 'doubled',
      'webhook-forged@webhook 2': 'webhook-forged',
      'doubled@p3#7': 'doubled',
      'doubled@p3#8': 'doubled',
      'doubled@p3#10': 'doubled',
    },
    without: [],
  },
  promise: 'owner-is-let-in',
  words:
    "A cart's new owner opened it twice at one moment; the first opening took the checkout over from its former owner, and the second was told that there is no such checkout.",
  found: 'seed 6000444105 in memory',
  mended: 'bb03d80',
  unmended: [
    {
      file: 'src/server/opening.ts',
      find: '  await handOver(database, id, tenant, owner, principal);\n  return true;',
      replace: '  return handOver(database, id, tenant, owner, principal);',
    },
  ],
};
