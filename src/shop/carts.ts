// The carts, kept in SQL, and what they cost now. A cart belongs to the principal who made it.
// Knows nothing of HTTP; of payments only that one may forbid a change.

import { bytesToHex } from '@noble/hashes/utils.js';
import type { Clock, Database, Quote, Queryable, Random, Row } from '../server.ts';
import type { Cart, Item } from './cart.ts';
import { findProduct, SHOP_CURRENCY } from './products.ts';

/**
 * Retires the quote of the cart's checkout inside `tx`. False while a payment of it is live, and
 * after one.
 */
export type ReleaseCart = (tx: Queryable, cartId: string) => Promise<boolean>;

export interface StoredCart {
  readonly id: string;
  readonly version: number;
  readonly items: readonly Item[];
}

export type CartChange =
  | { readonly type: 'changed'; readonly cart: StoredCart }
  | { readonly type: 'not-found' }
  | { readonly type: 'locked'; readonly cart: StoredCart }
  | { readonly type: 'outdated'; readonly cart: StoredCart };

export interface CartStoreOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly releaseCart: ReleaseCart;
}

export interface CartStore {
  create(principal: string, items: readonly Item[]): Promise<StoredCart>;
  find(principal: string, id: string): Promise<StoredCart | null>;
  /** The cart that the principal made last. */
  findNewest(principal: string): Promise<StoredCart | null>;
  /** Replaces the items; with `expected`, only while the cart still has that version. */
  change(
    principal: string,
    id: string,
    items: readonly Item[],
    expected?: string,
  ): Promise<CartChange>;
}

const COLUMNS = 'id, version, items';
const ID_BYTES = 16;

export function createCartStore(options: CartStoreOptions): CartStore {
  const { database, clock, random, releaseCart } = options;
  return {
    async create(principal, items) {
      const id = `cart_${bytesToHex(random(ID_BYTES))}`;
      const rows = await database.query(
        `INSERT INTO shop_carts (id, principal, version, items, created_at)
         VALUES ($1, $2, 1, $3, $4) RETURNING ${COLUMNS}`,
        [id, principal, JSON.stringify(items), clock.now()],
      );
      return storedCart(rows[0]) ?? { id, version: 1, items };
    },
    find: (principal, id) => findCart(database, principal, id),
    async findNewest(principal) {
      const rows = await database.query(
        `SELECT ${COLUMNS} FROM shop_carts WHERE principal = $1 ORDER BY ordinal DESC LIMIT 1`,
        [principal],
      );
      return storedCart(rows[0]);
    },
    change: (principal, id, items, expected) =>
      database.transaction(async (tx) => {
        // A stranger must not get as far as the release: it would take the owner's key away.
        const before = await findCart(tx, principal, id);
        if (before === null) return { type: 'not-found' };
        if (!(await releaseCart(tx, id))) return { type: 'locked', cart: before };
        return updateItems(tx, id, items, expected);
      }),
  };
}

async function updateItems(
  tx: Queryable,
  id: string,
  items: readonly Item[],
  expected: string | undefined,
): Promise<CartChange> {
  // Read again, locked: whoever held the checkout's row before us may have changed the cart since.
  const rows = await tx.query(`SELECT ${COLUMNS} FROM shop_carts WHERE id = $1 FOR UPDATE`, [id]);
  const current = storedCart(rows[0]);
  if (current === null) return { type: 'not-found' };
  if (expected !== undefined && expected !== versionText(current)) {
    return { type: 'outdated', cart: current };
  }
  const cart: StoredCart = { id, version: current.version + 1, items };
  await tx.query('UPDATE shop_carts SET version = $2, items = $3 WHERE id = $1', [
    id,
    cart.version,
    JSON.stringify(items),
  ]);
  return { type: 'changed', cart };
}

async function findCart(from: Queryable, principal: string, id: string) {
  const rows = await from.query(
    `SELECT ${COLUMNS} FROM shop_carts WHERE id = $1 AND principal = $2`,
    [id, principal],
  );
  return storedCart(rows[0]);
}

// The table is ours: a row's items were parsed before they were stored.
function storedCart(row: Row | undefined): StoredCart | null {
  if (row === undefined) return null;
  const { id, version, items } = row;
  return { id: String(id), version: Number(version), items: JSON.parse(String(items)) as Item[] };
}

/** The version as outsiders see it: a short text that each change makes a new one of. */
export function versionText(cart: StoredCart): string {
  return `v${cart.version}`;
}

/** What the cart holds, at today's prices. A piece that is no longer sold drops out. */
export function priceCart(cart: StoredCart): Pick<Cart, 'lines' | 'amount'> {
  const lines = cart.items.flatMap(({ sku, quantity }) => {
    const product = findProduct(sku);
    if (product === null) return [];
    const amount = { value: product.price.value * quantity, currency: SHOP_CURRENCY };
    return [{ sku, name: product.name, quantity, amount }];
  });
  const value = lines.reduce((sum, line) => sum + line.amount.value, 0);
  return { lines, amount: { value, currency: SHOP_CURRENCY } };
}

/**
 * What payonce's server asks before every payment. Null: no such cart, nothing in it, or somebody
 * else's.
 */
export function createLoadCart(
  database: Database,
): (cartId: string, principal: string) => Promise<Quote | null> {
  return async (cartId, principal) => {
    const cart = await findCart(database, principal, cartId);
    if (cart === null) return null;
    const { lines, amount } = priceCart(cart);
    if (amount.value === 0) return null;
    const quoteLines = lines.map(({ name, quantity, amount }) => ({ name, quantity, amount }));
    return { version: versionText(cart), amount, lines: quoteLines };
  };
}
