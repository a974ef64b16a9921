// Found by a seed that forgets, drawn beside the million, and cut down.

import type { KeptStory } from '../corpus.ts';

export const REVERSED_WHILE_IT_WAS_FORGOTTEN: KeptStory = {
  name: 'reversed-while-it-was-forgotten',
  run: {
    seed: 31000016096,
    store: 'memory',
    servers: 1,
    reconcileFirst: true,
    keyLifetimeMs: 45000,
    sweepMs: 8000,
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
        id: 'act 1.6',
        atMs: 0,
        shopper: 'mallory',
        type: 'steal',
        cart: 'cart-1',
      },
      {
        id: 'act 1.2',
        atMs: 1214,
        shopper: 'ann',
        type: 'change-cart',
        cart: 'cart-1',
        value: 8254,
      },
      {
        id: 'act 1.5',
        atMs: 1336,
        shopper: 'ann',
        type: 'focus',
        tab: 'ann 1',
      },
      {
        id: 'act 1.1',
        atMs: 14258,
        shopper: 'ann',
        type: 'press',
        tab: 'ann 1',
        card: 'debit-returns',
        times: 1,
        gapMs: 0,
        widget: 0,
      },
      {
        id: 'act 1.7',
        atMs: 15103,
        shopper: 'ann',
        type: 'change-cart',
        cart: 'cart-1',
        value: 4249,
      },
      {
        id: 'act 1.3',
        atMs: 17518,
        shopper: 'ann',
        type: 'reload',
        tab: 'ann 1',
      },
    ],
    troubles: [
      {
        id: 'trouble forget',
        atMs: 24260,
        type: 'lose-commits',
        count: 8,
      },
    ],
    chaosMs: 24260,
    forced: {
      'answer-lost@p1#4.1': 'answer-lost',
      'browser-resend@p1#4': 'browser-resend',
      'answer-lost@p1#6.1': 'answer-lost',
      'answer-lost@bank#2.1': 'answer-lost',
      'slow-statement@s0#69': 'slow-statement',
    },
    without: [],
  },
  promise: 'acknowledged-webhook-is-stored',
  words:
    'A bank told that a debit had come back; the database forgot the payment while that was being written, nothing was, and the message was acknowledged: the bank never told it again.',
  found: 'a seed that forgets, drawn beside the million',
  mended: 'e553343',
  unmended: [
    {
      file: 'src/server/reversing.ts',
      find: '  return recordReversal(database, { checkoutId: place.checkoutId, chargeId, event, telling, now });',
      replace:
        '  await recordReversal(database, { checkoutId: place.checkoutId, chargeId, event, telling, now });\n  return true;',
    },
  ],
};
