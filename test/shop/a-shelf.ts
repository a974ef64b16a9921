// The shop as a page calls it, for tests of what stands before it: a cart that follows the rules,
// calls that wait until the test lets them, answers that get lost, other tabs that interfere.

import type { Cart, Item } from '../../src/shop/cart.ts';
import { ShopError, type ShopApi } from '../../src/shop/shop-api.ts';

export interface Shelf {
  readonly api: Pick<ShopApi, 'readCart' | 'createCart' | 'changeCart'>;
  readonly calls: string[];
  cart: Cart | null;
  /** Calls wait for `open` while true. */
  isClosed: boolean;
  open(): void;
  /** What another tab does just before the next call arrives. */
  interfere: (() => void) | null;
  /** The next call fails without an answer, after it was carried out or before. */
  loses: 'request' | 'answer' | null;
}

export function aCart(items: readonly Item[], version = 1, status: Cart['status'] = 'open'): Cart {
  const amount = { value: 0, currency: 'EUR' };
  const rest = { lines: [], amount, checkoutId: null };
  return { id: 'cart_1', version: `v${version}`, status, items: [...items], ...rest };
}

export function aShelf(cart: Cart | null = null): Shelf {
  let arrivals: (() => void)[] = [];

  async function call<T>(name: string, work: () => T): Promise<T> {
    shelf.calls.push(name);
    if (shelf.isClosed) await new Promise<void>((resolve) => arrivals.push(resolve));
    shelf.interfere?.();
    shelf.interfere = null;
    const lost = shelf.loses;
    shelf.loses = null;
    const result = lost === 'request' ? null : work();
    if (lost !== null) throw new ShopError('no-answer', 'cut', false);
    return result as T;
  }

  function change(version: string, items: readonly Item[]): Cart {
    const { cart } = shelf;
    if (cart === null) throw new ShopError('cart-not-found', 'gone', true);
    if (cart.status !== 'open') throw new ShopError('cart-locked', 'locked', true, cart);
    if (cart.version !== version) throw new ShopError('cart-changed', 'changed', true, cart);
    shelf.cart = aCart(items, Number(version.slice(1)) + 1);
    return shelf.cart;
  }

  const shelf: Shelf = {
    calls: [],
    cart,
    isClosed: false,
    interfere: null,
    loses: null,
    open() {
      shelf.isClosed = false;
      for (const arrive of arrivals) arrive();
      arrivals = [];
    },
    api: {
      readCart: () => call('read', () => shelf.cart),
      createCart: (items) => call('create', () => (shelf.cart = aCart(items))),
      changeCart: (_id, version, items) => call('change', () => change(version, items)),
    },
  };
  return shelf;
}
