// The storefront around payonce: carts in the same database, who asks, what its handlers do. As
// small as a storefront can be that does it right. Knows no pages.

import type { Database } from '../server/database.ts';
import type { EventHandlers, PayonceEvent } from '../server/events.ts';
import type { PayonceOptions } from '../server/options.ts';
import type { Payonce } from '../server/payonce.ts';
import type { Money } from './history.ts';
import type { PortCaller } from './port-caller.ts';
import type { World } from './world-parts.ts';

export const STOREFRONT_TABLES = [
  `CREATE TABLE storefront_carts (
    id text PRIMARY KEY,
    owner text NOT NULL,
    version integer NOT NULL,
    amount_value bigint NOT NULL,
    currency text NOT NULL
  )`,
] as const;

const CART = 'SELECT owner, version, amount_value, currency FROM storefront_carts WHERE id = $1';
const CHANGE = `
  UPDATE storefront_carts SET version = version + 1, amount_value = $2, currency = $3
  WHERE id = $1 RETURNING version`;
const HAND_OVER = 'UPDATE storefront_carts SET owner = $2 WHERE id = $1 RETURNING id';

/** Of every cart at first. */
export const FIRST_CURRENCY = 'EUR';
/** Of the first shopper's cart. */
export const FIRST_VALUE = 4_200;

type StorefrontOptions = Pick<PayonceOptions, 'loadCart' | 'identify' | 'on' | 'limits'>;

// People in a run are declined and open more often than one person could.
const LIMITS = { declinesPerPrincipal: 1_000, checkoutsPerPrincipal: 1_000 };

export function storefrontOptions(
  world: World,
  server: PortCaller,
  database: Database,
): StorefrontOptions {
  return {
    limits: LIMITS,
    identify: (request) => request.headers.get('X-Principal'),
    loadCart: async (cartId, principal) => {
      const [row] = await database.query(CART, [cartId]);
      if (row === undefined || row['owner'] !== principal) return null;
      const amount = { value: Number(row['amount_value']), currency: String(row['currency']) };
      const version = `v${String(row['version'])}`;
      return { version, amount, lines: [{ name: 'Mug', quantity: 1, amount }] };
    },
    on: handlers(world, server),
  };
}

function handlers(world: World, server: PortCaller): EventHandlers {
  const take = async (event: PayonceEvent): Promise<void> => {
    const accepted = !world.faults.strikes('handler-throws', `${server.name} ${event.id}`);
    const { id, type, checkoutId } = event;
    const told = { id, type, checkoutId };
    world.recorder.record({ type: 'told', server: server.name, event: told, accepted });
    if (!accepted) throw new Error('the storefront could not take it');
    return Promise.resolve();
  };
  return {
    onPaid: take,
    onPaymentFailed: take,
    onRefunded: take,
    onReversed: take,
    onNeedsAttention: take,
  };
}

/** As the storefront's own route does it: payonce is asked inside the change. */
export async function changeCart(
  world: World,
  database: Database,
  payonce: Payonce,
  cart: string,
  amount: Money,
): Promise<boolean> {
  const version = await database.transaction(async (tx) => {
    if (!(await payonce.releaseCart(tx, cart))) return null;
    const [row] = await tx.query(CHANGE, [cart, amount.value, amount.currency]);
    return row === undefined ? null : Number(row['version']);
  });
  if (version === null) return false;
  world.recorder.record({ type: 'cart-changed', cart, version: `v${version}`, amount });
  return true;
}

export async function signIn(
  world: World,
  database: Database,
  payonce: Payonce,
  { cart, from, to }: { readonly cart: string; readonly from: string; readonly to: string },
): Promise<boolean> {
  const isDone = await database.transaction(async (tx) => {
    await payonce.changePrincipal(tx, cart, from, to);
    return (await tx.query(HAND_OVER, [cart, to])).length === 1;
  });
  if (isDone) world.recorder.record({ type: 'principal-changed', cart, from, to });
  return isDone;
}
