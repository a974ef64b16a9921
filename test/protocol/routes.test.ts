// Addresses: an id is one segment of a path whatever it contains.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { routes } from '../../src/protocol/routes.ts';

test('routes are those of the contract', () => {
  expect([
    routes.checkouts,
    routes.checkout('chk_1'),
    routes.payments('chk_1'),
    routes.cancel('chk_1'),
  ]).toEqual([
    '/checkouts',
    '/checkouts/chk_1',
    '/checkouts/chk_1/payments',
    '/checkouts/chk_1/cancel',
  ]);
});

test.each([
  ['a/b', '/checkouts/a%2Fb/payments'],
  ['a?b=c', '/checkouts/a%3Fb%3Dc/payments'],
  ['a#b', '/checkouts/a%23b/payments'],
  ['a b', '/checkouts/a%20b/payments'],
  ['50%', '/checkouts/50%25/payments'],
  ['\u0000', '/checkouts/%00/payments'],
  ['🍵', '/checkouts/%F0%9F%8D%B5/payments'],
])('the id %j is encoded', (id, path) => {
  expect(routes.payments(id)).toBe(path);
});

test('an id comes back from the path that was made of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (id) => {
      const [, , segment = '', last, ...rest] = routes.cancel(id).split('/');
      expect([decodeURIComponent(segment), last, rest]).toEqual([id, 'cancel', []]);
    }),
  );
});
