// Changes of the cart, sent one after the other: what is clicked while one is under way goes
// together in the next, so the cart ends up with exactly as many pieces as there were clicks. Knows
// the order of calls; draws nothing.

import { MAX_QUANTITY, type Cart, type Item } from './cart.ts';
import { ShopError, type ShopApi } from './shop-api.ts';

/** What a click does to the items, whatever they are by the time it is sent. */
export interface Change {
  readonly sku: string;
  apply(items: readonly Item[]): readonly Item[];
}

export function addQuantity(sku: string, delta: number): Change {
  return {
    sku,
    apply: (items) => withQuantity(items, sku, quantityOf(items, sku) + delta),
  };
}

export function removePiece(sku: string): Change {
  return { sku, apply: (items) => withQuantity(items, sku, 0) };
}

export function quantityOf(items: readonly Item[], sku: string): number {
  return items.find((item) => item.sku === sku)?.quantity ?? 0;
}

function withQuantity(items: readonly Item[], sku: string, wanted: number): readonly Item[] {
  const quantity = Math.min(Math.max(wanted, 0), MAX_QUANTITY);
  const exists = items.some((item) => item.sku === sku);
  if (quantity === 0) return items.filter((item) => item.sku !== sku);
  if (!exists) return [...items, { sku, quantity }];
  return items.map((item) => (item.sku === sku ? { sku, quantity } : item));
}

export interface CartQueue {
  /** Resolves with the cart that has the change; rejects with a `ShopError`. */
  readonly push: (change: Change) => Promise<Cart | null>;
  /** What is clicked and not yet in the cart. The same array until it changes. */
  readonly getWaiting: () => readonly Change[];
  readonly subscribe: (listener: () => void) => () => void;
}

export interface CartQueueOptions {
  readonly api: Pick<ShopApi, 'readCart' | 'createCart' | 'changeCart'>;
  /** The cart as the page last saw it; undefined before the first look. */
  readonly lastSeen: () => Cart | null | undefined;
  readonly onCart: (cart: Cart | null) => void;
}

interface Entry {
  readonly change: Change;
  readonly resolve: (cart: Cart | null) => void;
  readonly reject: (error: unknown) => void;
}

// Another tab changing the same cart at the same moment, this many times in a row, is no shopper.
const MAX_TRIES = 6;

export function createCartQueue({ api, lastSeen, onCart }: CartQueueOptions): CartQueue {
  let entries: readonly Entry[] = [];
  let waiting: readonly Change[] = [];
  let running = false;
  const listeners = new Set<() => void>();

  function setEntries(next: readonly Entry[]): void {
    entries = next;
    waiting = next.map((entry) => entry.change);
    for (const listener of listeners) listener();
  }

  async function run(): Promise<void> {
    running = true;
    while (entries.length > 0) {
      const batch = entries;
      const end = await sendBatch(batch).then(
        (cart) => (entry: Entry) => entry.resolve(cart),
        (error: unknown) => (entry: Entry) => entry.reject(error),
      );
      setEntries(entries.slice(batch.length));
      batch.forEach(end);
    }
    running = false;
  }

  async function sendBatch(batch: readonly Entry[]): Promise<Cart | null> {
    const changes = batch.map((entry) => entry.change);
    const cart = await send(api, lastSeen(), changes);
    onCart(cart);
    return cart;
  }

  return {
    push: (change) =>
      new Promise((resolve, reject) => {
        setEntries([...entries, { change, resolve, reject }]);
        if (!running) void run();
      }),
    getWaiting: () => waiting,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * Applies the changes to the cart as it really is: a picture that turns out to be old costs one
 * more try.
 */
async function send(
  api: CartQueueOptions['api'],
  lastSeen: Cart | null | undefined,
  changes: readonly Change[],
): Promise<Cart | null> {
  const trusted = lastSeen !== undefined && lastSeen?.status !== 'paying';
  let cart = trusted ? lastSeen : await api.readCart();
  for (let tries = 1; ; tries += 1) {
    try {
      return await sendTo(api, cart, changes);
    } catch (error) {
      if (!(error instanceof ShopError) || !isOutdated(error) || tries === MAX_TRIES) throw error;
      cart = error.cart ?? (await api.readCart());
    }
  }
}

function sendTo(
  api: CartQueueOptions['api'],
  cart: Cart | null,
  changes: readonly Change[],
): Promise<Cart | null> {
  const change = (items: readonly Item[]) => changes.reduce((so, next) => next.apply(so), items);
  if (cart === null || cart.status === 'paid') {
    const items = change([]);
    return items.length === 0 ? Promise.resolve(cart) : api.createCart(items);
  }
  if (cart.status === 'paying') {
    return Promise.reject(new ShopError('cart-locked', 'This cart is being paid.', true, cart));
  }
  return api.changeCart(cart.id, cart.version, change(cart.items));
}

/** The shop knows better than the page what is in the cart, or that it is finished. */
function isOutdated(error: ShopError): boolean {
  if (error.code === 'cart-changed' || error.code === 'cart-not-found') return true;
  return error.code === 'cart-locked' && error.cart?.status !== 'paying';
}
