// Reads a request about carts: its size, its type, its JSON, its shape, in this order. What passes
// holds only pieces that the shop sells. Does not know what a cart is for.

import type { Context } from 'hono';
import type { GenericSchema } from 'valibot';
import { parseMessage } from '../protocol/messages.ts';
import type { Item } from './cart.ts';
import { invalid, jsonOf } from './json-of.ts';
import { findProduct } from './products.ts';

// Fifty items take about 3 KiB.
const MAX_BODY_BYTES = 16 * 1024;

/**
 * The body as `schema` has it, every sku one of ours, or the answer that says what is wrong with
 * it.
 */
export async function readBody<T extends { items: Item[] }>(
  context: Context,
  schema: GenericSchema<unknown, T>,
): Promise<T | Response> {
  const body = await jsonOf(context.req.raw, MAX_BODY_BYTES);
  if (body instanceof Response) return body;
  const parsed = parseMessage(schema, body.value);
  if (!parsed.ok) return invalid(parsed.errors);
  const strangers = parsed.value.items.flatMap(({ sku }, index) =>
    findProduct(sku) === null
      ? [{ path: `items.${index}.sku`, message: 'sku must be one of GET /shop/products' }]
      : [],
  );
  return strangers.length > 0 ? invalid(strangers) : parsed.value;
}
