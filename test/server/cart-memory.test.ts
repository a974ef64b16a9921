// Which cart a checkout is of: what was learned is not asked again, a stranger is never told, and
// memory stays bounded.

import { expect, test } from 'vitest';
import { cartMemory } from '../../src/server/cart-memory.ts';
import type { Database } from '../../src/server/database.ts';
import { OPEN } from './rows.ts';
import { noDatabase, testSettings } from './settings.ts';

const MAX_REMEMBERED = 10_000;

/** A database with one checkout, which counts how often it is asked. */
function oneCheckout(): { database: Database; asked: () => number } {
  let asked = 0;
  const query: Database['query'] = async (_sql, parameters) => {
    asked += 1;
    return parameters?.[0] === OPEN.id ? [{ checkout: OPEN, attempt: null }] : [];
  };
  return { database: { ...noDatabase, query }, asked: () => asked };
}

test('a checkout that was learned is told without asking', async () => {
  const memory = cartMemory(testSettings());
  memory.learn(OPEN);
  expect(await memory.cartOf(OPEN.id, 'ann')).toBe('cart-1');
});

test('a checkout is asked for once', async () => {
  const { database, asked } = oneCheckout();
  const memory = cartMemory(testSettings({ database }));
  expect(await memory.cartOf(OPEN.id, 'ann')).toBe('cart-1');
  expect(await memory.cartOf(OPEN.id, 'ann')).toBe('cart-1');
  expect(asked()).toBe(1);
});

test('a stranger is told nothing, whether it was learned or not', async () => {
  const { database } = oneCheckout();
  const memory = cartMemory(testSettings({ database }));
  expect(await memory.cartOf(OPEN.id, 'bob')).toBeNull();
  memory.learn(OPEN);
  expect(await memory.cartOf(OPEN.id, 'bob')).toBeNull();
  expect(await memory.cartOf(OPEN.id, 'ann')).toBe('cart-1');
});

test('a checkout that is missing is not remembered as missing', async () => {
  const { database, asked } = oneCheckout();
  const memory = cartMemory(testSettings({ database }));
  expect(await memory.cartOf('chk_none', 'ann')).toBeNull();
  expect(await memory.cartOf('chk_none', 'ann')).toBeNull();
  expect(asked()).toBe(2);
});

test('the oldest is forgotten for the one that is too many, and asked for again', async () => {
  const { database, asked } = oneCheckout();
  const memory = cartMemory(testSettings({ database }));
  memory.learn(OPEN);
  for (let index = 1; index < MAX_REMEMBERED; index += 1) {
    memory.learn({ id: `chk_${index}`, principal: 'ann', cart_id: `cart-${index}` });
  }
  await memory.cartOf(OPEN.id, 'ann');
  expect(asked()).toBe(0);
  memory.learn({ id: 'chk_new', principal: 'ann', cart_id: 'cart-new' });
  expect(await memory.cartOf('chk_new', 'ann')).toBe('cart-new');
  expect(asked()).toBe(0);
  expect(await memory.cartOf(OPEN.id, 'ann')).toBe('cart-1');
  expect(asked()).toBe(1);
});

test('learning one over and over forgets no other', async () => {
  const memory = cartMemory(testSettings());
  for (let index = 0; index < MAX_REMEMBERED; index += 1) {
    memory.learn({ id: `chk_${index}`, principal: 'ann', cart_id: `cart-${index}` });
  }
  memory.learn({ id: 'chk_5', principal: 'ann', cart_id: 'cart-5' });
  expect(await memory.cartOf('chk_0', 'ann')).toBe('cart-0');
});
