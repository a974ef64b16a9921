// The shelf as a visitor uses it: what a click on "Add to cart" says, and what the cart holds then.

import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { StrictMode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseMessage } from '../../src/protocol/messages.ts';
import { cartChangeSchema } from '../../src/shop/cart.ts';
import { CataloguePage } from '../../src/shop/pages/catalogue.tsx';
import { PRODUCTS } from '../../src/shop/products.ts';
import { ShopError } from '../../src/shop/shop-api.ts';
import { queryClient } from '../../src/shop/use-cart.ts';
import { aCart, aShelf, type Shelf } from './a-shelf.ts';

let shelf: Shelf;

beforeEach(() => {
  shelf = aShelf();
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => answer(path, init));
});

afterEach(() => {
  cleanup();
  queryClient.clear();
  vi.unstubAllGlobals();
});

async function answer(path: string, init: RequestInit): Promise<Response> {
  if (path === '/shop/products') return Response.json(PRODUCTS);
  const { createCart, changeCart, readCart } = shelf.api;
  const parsed = parseMessage(cartChangeSchema, JSON.parse((init.body as string | null) ?? '{}'));
  const { items, version = '' } = parsed.ok ? parsed.value : { items: [] };
  try {
    if (init.method === 'GET') return Response.json(await readCart());
    if (init.method === 'POST') return Response.json(await createCart(items));
    return Response.json(await changeCart('cart_1', version, items));
  } catch (error) {
    if (!(error instanceof ShopError) || !error.answered) throw new TypeError('cut');
    const { code, message, cart } = error;
    return Response.json({ code, detail: message, cart }, { status: 409 });
  }
}

async function openShop() {
  render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <CataloguePage />
      </QueryClientProvider>
    </StrictMode>,
  );
  return screen.findAllByRole('button', { name: 'Add to cart' });
}

const said = (role: 'status' | 'alert') =>
  within(screen.getByRole('complementary', { name: 'Your cart' })).getByRole(role);

test('each of the six pieces has a button "Add to cart", described by the piece', async () => {
  const buttons = await openShop();
  expect(buttons).toHaveLength(6);
  const described = document.getElementById(buttons[1]!.getAttribute('aria-describedby') ?? '');
  expect(described?.textContent).toBe('Harbour bowl');
});

test('a click says that the piece is in the cart, counts it and leads there', async () => {
  const [mug] = await openShop();
  await userEvent.click(mug!);
  await vi.waitFor(() => expect(said('status').textContent).toBe('Tide mug is in your cart.'));
  expect(screen.getByRole('link', { name: /^Cart, 1 piece/ })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Go to cart' }).getAttribute('href')).toBe('/cart');
});

test('a double click and a single one are three pieces', async () => {
  const [mug] = await openShop();
  await userEvent.dblClick(mug!);
  await userEvent.click(mug!);
  await vi.waitFor(() => expect(said('status').textContent).toBe('Tide mug × 3 in your cart.'));
  expect(shelf.cart?.items).toEqual([{ sku: 'mug', quantity: 3 }]);
});

test('a click is busy at once, and said to be done only when it is', async () => {
  const [mug] = await openShop();
  shelf.isClosed = true;
  await userEvent.click(mug!);
  expect(mug!.dataset['busy']).toBe('true');
  expect(said('status').textContent).toBe('');
  shelf.open();
  await vi.waitFor(() => expect(mug!.dataset['busy']).toBe('false'));
  await vi.waitFor(() => expect(said('status').textContent).toBe('Tide mug is in your cart.'));
});

test('a lost answer is an alert that claims nothing', async () => {
  const [mug] = await openShop();
  shelf.loses = 'answer';
  await userEvent.click(mug!);
  await vi.waitFor(() => expect(said('alert').textContent).toMatch(/may not be in your cart/));
  expect(said('status').textContent).toBe('');
});

test('while the cart is being paid a click leads to the payment', async () => {
  shelf = aShelf(aCart([{ sku: 'lamp', quantity: 1 }], 1, 'paying'));
  const [mug] = await openShop();
  await userEvent.click(mug!);
  await vi.waitFor(() => expect(said('alert').textContent).toMatch(/being paid/));
  expect(screen.getByRole('link', { name: 'See the payment' })).toBeTruthy();
});
