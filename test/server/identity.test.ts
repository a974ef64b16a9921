// Names that are computed: they may never change, since what is in databases and in gateways' books
// carries them, and no two things may share one.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checkoutIdOf,
  digest,
  gatewayKeyOf,
  isCheckoutId,
  paymentIdOf,
} from '../../src/server/identity.ts';

// Written down once, on purpose not computed here.
const OF_CART_1 = 'chk_76d86f6e5e7d1295eac0f7eaf818c8c1';

test('a checkout has for ever the id that it was given', () => {
  expect(checkoutIdOf('default', 'cart-1')).toBe(OF_CART_1);
  expect(checkoutIdOf('shop', 'ünï🍵')).toBe('chk_ef1e35b83f6c60dee3be9c03b2b504ce');
});

test('a payment and a gateway key have for ever the names that they were given', () => {
  expect(paymentIdOf(OF_CART_1, 3)).toBe(`pay_${OF_CART_1.slice(4)}_3`);
  expect(gatewayKeyOf(OF_CART_1, 3, 2)).toBe(`${OF_CART_1}.3.2`);
});

test('a digest is for ever what it was', () => {
  expect(digest(['payment', 4200, null])).toBe(
    'e0d7dbfa28446c9d116223b81e985e5038fca4c4413c253a30101a3da37252e0',
  );
});

test('pairs that look alike when glued together have ids of their own', () => {
  const pairs: [string, string][] = [
    ['a', 'b\u0000c'],
    ['a\u0000b', 'c'],
    ['a', 'b","c'],
    ['a","b', 'c'],
    ['ab', 'c'],
    ['a', 'bc'],
    ['', 'abc'],
    ['abc', ''],
    ['a', '\ud800'],
    ['a', '\ud801'],
    ['a', '\ufffd'],
    ['a', '\\ud800'],
    ['a', 'é'],
    ['a', 'e\u0301'],
    ['A', 'bc'],
  ];
  const ids = pairs.map(([tenant, cartId]) => checkoutIdOf(tenant, cartId));
  expect(new Set(ids).size).toBe(pairs.length);
});

test('no two pairs of tenant and cart share an id', () => {
  const part = fc.string({ unit: 'binary', maxLength: 4 });
  const pair = fc.tuple(part, part);
  fc.assert(
    fc.property(pair, pair, ([tenant, cartId], [other, otherCart]) => {
      const same = tenant === other && cartId === otherCart;
      expect(checkoutIdOf(tenant, cartId) === checkoutIdOf(other, otherCart)).toBe(same);
    }),
  );
});

test('digests tell numbers, texts and nothing apart', () => {
  const parts = [1, '1', null, 'null', '', 0];
  expect(new Set(parts.map((part) => digest([part]))).size).toBe(parts.length);
  expect(digest(['a', 'b'])).not.toBe(digest(['ab']));
});

test('no two legs share a gateway key', () => {
  const other = checkoutIdOf('default', 'cart-2');
  const legs = [OF_CART_1, other].flatMap((id) =>
    [1, 2, 11, 12].flatMap((ordinal) => [1, 2, 11].map((leg) => gatewayKeyOf(id, ordinal, leg))),
  );
  expect(new Set(legs).size).toBe(24);
});

test('every id that is made can be one, and nothing else can', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (tenant, cartId) => {
      expect(isCheckoutId(checkoutIdOf(tenant, cartId))).toBe(true);
      expect(isCheckoutId(cartId)).toBe(false);
    }),
  );
  const bad = ['', 'chk_', `${OF_CART_1}0`, ` ${OF_CART_1}`, `${OF_CART_1}\n`, `${OF_CART_1}\0`];
  const alike = [OF_CART_1.toUpperCase(), OF_CART_1.replace('chk', 'pay')];
  expect([...bad, ...alike].filter(isCheckoutId)).toEqual([]);
});
