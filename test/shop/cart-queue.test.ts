// Clicks become calls: as many pieces as clicks, whatever else happens to the cart meanwhile.

import { expect, test } from 'vitest';
import type { Cart } from '../../src/shop/cart.ts';
import { addQuantity, createCartQueue, removePiece } from '../../src/shop/cart-queue.ts';
import { aCart, aShelf, type Shelf } from './a-shelf.ts';

const MUG = { sku: 'mug', quantity: 1 };

function queueAt(shelf: Shelf, seen: Cart | null | undefined = shelf.cart) {
  const page = { seen };
  const queue = createCartQueue({
    api: shelf.api,
    lastSeen: () => page.seen,
    onCart: (cart) => (page.seen = cart),
  });
  return { queue, page };
}

test('the first piece makes a cart', async () => {
  const shelf = aShelf();
  const { queue, page } = queueAt(shelf);
  await queue.push(addQuantity('mug', 1));
  expect(shelf.calls).toEqual(['create']);
  expect(page.seen?.items).toEqual([MUG]);
});

test('twenty clicks at once are twenty pieces, in two calls', async () => {
  const shelf = aShelf();
  const { queue } = queueAt(shelf);
  await Promise.all(Array.from({ length: 20 }, () => queue.push(addQuantity('mug', 1))));
  expect(shelf.cart?.items).toEqual([{ sku: 'mug', quantity: 20 }]);
  expect(shelf.calls).toEqual(['create', 'change']);
});

test('a click during a call waits for it, and is seen as waiting', async () => {
  const shelf = aShelf(aCart([MUG]));
  const { queue } = queueAt(shelf);
  const waiting: number[] = [];
  queue.subscribe(() => waiting.push(queue.getWaiting().length));
  shelf.isClosed = true;
  const first = queue.push(addQuantity('mug', 1));
  const second = queue.push(addQuantity('bowl', 1));
  expect(shelf.calls).toEqual(['change']);
  shelf.open();
  await Promise.all([first, second]);
  expect(waiting).toEqual([1, 2, 1, 0]);
  expect(shelf.cart?.items).toEqual([
    { sku: 'mug', quantity: 2 },
    { sku: 'bowl', quantity: 1 },
  ]);
});

test('what another tab added meanwhile is kept', async () => {
  const shelf = aShelf(aCart([MUG]));
  const { queue } = queueAt(shelf);
  shelf.interfere = () => (shelf.cart = aCart([{ sku: 'lamp', quantity: 1 }], 2));
  await queue.push(addQuantity('mug', 1));
  expect(shelf.cart?.items).toEqual([{ sku: 'lamp', quantity: 1 }, MUG]);
});

test('a page that never saw the cart looks first', async () => {
  const shelf = aShelf(aCart([MUG]));
  const queue = createCartQueue({ api: shelf.api, lastSeen: () => undefined, onCart: () => null });
  await queue.push(addQuantity('mug', 1));
  expect(shelf.calls).toEqual(['read', 'change']);
});

test.each(['seen as paid', 'paid meanwhile'])(
  'after a cart that was %s the next piece starts a new one',
  async (when) => {
    const paid = aCart([{ sku: 'lamp', quantity: 1 }], 1, 'paid');
    const shelf = aShelf(paid);
    const { queue } = queueAt(shelf, when === 'seen as paid' ? paid : aCart(paid.items));
    await queue.push(addQuantity('mug', 1));
    expect(shelf.cart?.items).toEqual([MUG]);
    expect(shelf.calls.at(-1)).toBe('create');
  },
);

test('a cart that is gone is made again', async () => {
  const shelf = aShelf(null);
  const { queue } = queueAt(shelf, aCart([{ sku: 'lamp', quantity: 1 }]));
  await queue.push(addQuantity('mug', 1));
  expect(shelf.cart?.items).toEqual([MUG]);
});

test('a cart that is being paid is left alone', async () => {
  const paying = aCart([MUG], 1, 'paying');
  const shelf = aShelf(paying);
  const { queue } = queueAt(shelf);
  await expect(queue.push(addQuantity('mug', 1))).rejects.toMatchObject({ code: 'cart-locked' });
  expect(shelf.cart).toBe(paying);
});

test('a page that saw a payment under way looks whether it still is', async () => {
  const shelf = aShelf(aCart([MUG]));
  const { queue } = queueAt(shelf, aCart([MUG], 1, 'paying'));
  await queue.push(addQuantity('mug', 1));
  expect(shelf.cart?.items).toEqual([{ sku: 'mug', quantity: 2 }]);
});

test.each(['request', 'answer'] as const)(
  'a lost %s is never sent again by itself',
  async (lost) => {
    const shelf = aShelf(aCart([MUG]));
    const { queue } = queueAt(shelf);
    shelf.loses = lost;
    await expect(queue.push(addQuantity('mug', 1))).rejects.toMatchObject({ answered: false });
    expect(shelf.calls).toEqual(['change']);
  },
);

test('a failed click does not hold up the next', async () => {
  const shelf = aShelf(aCart([MUG]));
  const { queue } = queueAt(shelf);
  shelf.loses = 'request';
  const failed = expect(queue.push(addQuantity('mug', 1))).rejects.toThrow();
  await queue.push(addQuantity('bowl', 1));
  await failed;
  expect(shelf.cart?.items).toEqual([MUG, { sku: 'bowl', quantity: 1 }]);
  expect(queue.getWaiting()).toEqual([]);
});

test('quantities stay between none and ninety-nine', async () => {
  const shelf = aShelf(aCart([MUG]));
  const { queue } = queueAt(shelf);
  await queue.push(addQuantity('mug', 200));
  expect(shelf.cart?.items).toEqual([{ sku: 'mug', quantity: 99 }]);
  await queue.push(addQuantity('mug', -500));
  expect(shelf.cart?.items).toEqual([]);
});

test('a piece is removed whatever its quantity', async () => {
  const shelf = aShelf(
    aCart([
      { sku: 'mug', quantity: 7 },
      { sku: 'bowl', quantity: 1 },
    ]),
  );
  const { queue } = queueAt(shelf);
  await queue.push(removePiece('mug'));
  expect(shelf.cart?.items).toEqual([{ sku: 'bowl', quantity: 1 }]);
});
