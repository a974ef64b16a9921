// The shop's HTTP as its pages use it: one function a call, answers parsed once. Does not retry,
// does not remember.

import * as v from 'valibot';
import { parseMessage } from '../protocol/messages.ts';
import { cartSchema, productsSchema, type Cart, type Item } from './cart.ts';
import type { Product } from './products.ts';

/**
 * A call that came to nothing. `answered`: the shop said no; otherwise nobody knows whether it was
 * done.
 */
export class ShopError extends Error {
  override readonly name = 'ShopError';
  readonly code: string;
  readonly answered: boolean;
  /** The cart as the shop has it, where it said. */
  readonly cart: Cart | null;

  constructor(code: string, detail: string, answered: boolean, cart: Cart | null = null) {
    super(detail);
    this.code = code;
    this.answered = answered;
    this.cart = cart;
  }
}

export interface ShopApi {
  readonly readProducts: () => Promise<readonly Product[]>;
  /** The cart of the cookie: the newest one, or null before the first piece. */
  readonly readCart: () => Promise<Cart | null>;
  readonly createCart: (items: readonly Item[]) => Promise<Cart>;
  /** Replaces the items if the cart still has `version`. */
  readonly changeCart: (id: string, version: string, items: readonly Item[]) => Promise<Cart>;
}

// A shelf that does not answer in fifteen seconds will not; the page says so.
const TIMEOUT_MS = 15_000;

const problemSchema = v.object({
  code: v.string(),
  detail: v.string(),
  cart: v.optional(v.nullable(cartSchema), null),
});

export const shopApi: ShopApi = {
  readProducts: () => call(productsSchema, 'GET', '/shop/products'),
  readCart: () => call(v.nullable(cartSchema), 'GET', '/shop/cart'),
  createCart: (items) => call(cartSchema, 'POST', '/shop/carts', { items }),
  changeCart: (id, version, items) =>
    call(cartSchema, 'PATCH', `/shop/carts/${encodeURIComponent(id)}`, { items, version }),
};

async function call<T>(
  schema: v.GenericSchema<unknown, T>,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await fetch(path, {
    method,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    // A change outlives the page: who adds a piece and leaves at once has added it.
    keepalive: body !== undefined,
    ...(body === undefined
      ? {}
      : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new ShopError('no-answer', String(error), false);
  });
  const content: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw refusal(answer.status, content);
  const parsed = parseMessage(schema, content);
  if (!parsed.ok) throw new ShopError('answer-unreadable', parsed.errors[0]?.message ?? '', false);
  return parsed.value;
}

function refusal(status: number, content: unknown): ShopError {
  const parsed = parseMessage(problemSchema, content);
  if (!parsed.ok)
    return new ShopError(`http-${status}`, 'The shop answered without a reason.', false);
  const { code, detail, cart } = parsed.value;
  return new ShopError(code, detail, status < 500, cart);
}
