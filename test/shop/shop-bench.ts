// A shop in memory for tests: real SQL, a ruled clock and counted randomness. What payonce's
// server would say of a cart is set by hand: how it comes to say so is for other tests to judge.

import { openPglite } from '../../src/node/pglite.ts';
import type { Cart } from '../../src/shop/cart.ts';
import { migrateShop } from '../../src/shop/migrations.ts';
import { shopRoutes, type FindCheckout } from '../../src/shop/routes.ts';
import type { Database } from '../../src/server/database.ts';

type Found = Awaited<ReturnType<FindCheckout>>;

export interface ShopBench {
  readonly database: Database;
  /** What payonce knows of any cart's checkout. */
  checkout: Found;
  /** Whether payonce lets a cart change. */
  releasable: boolean;
  readonly released: string[];
  readonly errors: unknown[];
  fetch(path: string, init?: RequestInit): Promise<Response>;
  send(method: string, path: string, body: unknown, cookie?: string): Promise<Response>;
}

// The embedded engine starts in two seconds; many more where other suites keep the machine busy.
export const START_TIMEOUT_MS = 60_000;

export async function openShopBench(): Promise<ShopBench> {
  const database = await openPglite();
  await migrateShop(database);
  return shopBenchOver(database);
}

export function shopBenchOver(database: Database): ShopBench {
  let counter = 0;
  const app = shopRoutes({
    database,
    clock: { now: () => 1_700_000_000_000, sleep: () => Promise.resolve() },
    random: (length) => {
      counter += 1;
      const bytes = new Uint8Array(length);
      new DataView(bytes.buffer).setUint32(0, counter);
      return bytes;
    },
    releaseCart: async (tx, cartId) => {
      await tx.query('SELECT 1');
      bench.released.push(cartId);
      return bench.releasable;
    },
    findCheckout: () => Promise.resolve(bench.checkout),
    onError: (error) => bench.errors.push(error),
  });
  const bench: ShopBench = {
    database,
    checkout: null,
    releasable: true,
    released: [],
    errors: [],
    fetch: async (path, init) => app.fetch(new Request(`http://shop.test${path}`, init)),
    send: (method, path, body, cookie) =>
      bench.fetch(path, {
        method,
        headers: {
          'Content-Type': 'application/json',
          ...(cookie === undefined ? {} : { cookie }),
        },
        body: JSON.stringify(body),
      }),
  };
  return bench;
}

/** Makes a cart as a stranger does; answers it with the cookie that owns it. */
export async function startCart(
  bench: ShopBench,
  items: unknown = [{ sku: 'mug', quantity: 1 }],
): Promise<{ cart: Cart; cookie: string }> {
  const answer = await bench.send('POST', '/shop/carts', { items });
  const cookie = (answer.headers.get('Set-Cookie') ?? '').split(';')[0] ?? '';
  return { cart: (await answer.json()) as Cart, cookie };
}
