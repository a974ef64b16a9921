// Reads a request about carts: its size, its type, its JSON, its shape, in this order. What passes
// holds only pieces that the shop sells. Does not know what a cart is for.

import type { Context } from 'hono';
import type { GenericSchema } from 'valibot';
import { readJsonBody } from '../protocol/json-body.ts';
import { parseMessage, type FieldError } from '../protocol/messages.ts';
import { problem } from './answers.ts';
import type { Item } from './cart.ts';
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
  const body = await readJsonBody(context.req.raw, MAX_BODY_BYTES);
  switch (body.type) {
    case 'unsupported':
      return problem('media-type-unsupported', { detail: 'Send application/json.' });
    case 'too-large':
      return problem('body-too-large', { detail: `Send at most ${body.limitBytes} bytes.` });
    case 'unreadable':
      return invalid([{ path: '', message: 'must be JSON' }]);
    case 'json':
      break;
  }
  const parsed = parseMessage(schema, body.value);
  if (!parsed.ok) return invalid(parsed.errors);
  const strangers = parsed.value.items.flatMap(({ sku }, index) =>
    findProduct(sku) === null
      ? [{ path: `items.${index}.sku`, message: 'sku must be one of GET /shop/products' }]
      : [],
  );
  return strangers.length > 0 ? invalid(strangers) : parsed.value;
}

function invalid(errors: readonly FieldError[]): Response {
  const [first] = errors;
  const where = first === undefined || first.path === '' ? 'The body' : first.path;
  return problem('request-invalid', { detail: `${where}: ${first?.message ?? 'invalid'}`, errors });
}
