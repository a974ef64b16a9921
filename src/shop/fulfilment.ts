// Ships what was paid for, from payonce's events and from nothing else: each `paid` event takes its
// pieces off the shelf once, however often it comes. Knows no carts and no payments.

import type { Database, EventHandlers, PayonceEvent, Queryable } from '../server.ts';
import { PRODUCTS } from './products.ts';

/** What the shop does about payonce's events. Money that goes back brings no piece back. */
export function createFulfilment(database: Database): EventHandlers {
  return { onPaid: (event) => database.transaction((tx) => fulfil(tx, event)) };
}

interface Piece {
  readonly sku: string;
  readonly quantity: number;
}

// The second of two at the same moment waits here for the first to commit, and then finds its row.
const REMEMBER = `
  INSERT INTO shop_shipments (event_id, checkout_id, cart_id, pieces) VALUES ($1, $2, $3, $4)
  ON CONFLICT (event_id) DO NOTHING
  RETURNING event_id`;

async function fulfil(tx: Queryable, event: PayonceEvent): Promise<void> {
  const pieces = piecesOf(event);
  const shipment = [event.id, event.checkoutId, event.cartId, JSON.stringify(pieces)];
  const isNew = (await tx.query(REMEMBER, shipment)).length === 1;
  if (!isNew) return;
  for (const { sku, quantity } of pieces) {
    await tx.query('UPDATE shop_stock SET left_over = left_over - $2 WHERE sku = $1', [
      sku,
      quantity,
    ]);
  }
}

/** Sorted, so that of two carts none waits for a piece that the other holds. */
function piecesOf({ id, lines }: PayonceEvent): readonly Piece[] {
  if (lines.length === 0) throw new Error(`Event ${id} does not say what was bought.`);
  const quantities = new Map<string, number>();
  for (const { name, quantity } of lines) {
    const product = PRODUCTS.find((candidate) => candidate.name === name);
    // Not taken: it stays in payonce's outbox, where somebody sees it.
    if (product === undefined) throw new Error(`Event ${id} sold "${name}", which is no piece.`);
    quantities.set(product.sku, (quantities.get(product.sku) ?? 0) + quantity);
  }
  return [...quantities]
    .map(([sku, quantity]) => ({ sku, quantity }))
    .sort((a, b) => (a.sku < b.sku ? -1 : 1));
}

export interface Stock {
  readonly sku: string;
  /** Below nothing: so many are still to be made. */
  readonly left: number;
}

/** What lies on the shelf, in the order of the catalogue. */
export async function readStock(database: Queryable): Promise<readonly Stock[]> {
  const rows = await database.query('SELECT sku, left_over FROM shop_stock');
  const left = new Map(rows.map((row) => [String(row['sku']), Number(row['left_over'])]));
  return PRODUCTS.map(({ sku }) => ({ sku, left: left.get(sku) ?? 0 }));
}
