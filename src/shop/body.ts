// Reads a request about carts: its size, its type, its JSON, its shape, in this order. What passes
// holds only pieces that the shop sells. Does not know what a cart is for.

import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { GenericSchema } from 'valibot';
import { parseMessage, type FieldError } from '../protocol/messages.ts';
import { problem } from './answers.ts';
import type { Item } from './cart.ts';
import { findProduct } from './products.ts';

// Fifty items take about 3 KiB.
const MAX_BODY_BYTES = 16 * 1024;

export const limitBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => problem('body-too-large', { detail: `Send at most ${MAX_BODY_BYTES} bytes.` }),
});

/**
 * The body as `schema` has it, every sku one of ours, or the answer that says what is wrong with
 * it.
 */
export async function readBody<T extends { items: Item[] }>(
  context: Context,
  schema: GenericSchema<unknown, T>,
): Promise<T | Response> {
  // No HTML form can send this type, so a foreign page needs a preflight, which nobody here
  // answers.
  const type = context.req.header('Content-Type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    return problem('media-type-unsupported', { detail: 'Send application/json.' });
  }
  const input = await readJson(context);
  if (input === undefined) return invalid([{ path: '', message: 'must be JSON' }]);
  const parsed = parseMessage(schema, input);
  if (!parsed.ok) return invalid(parsed.errors);
  const strangers = parsed.value.items.flatMap(({ sku }, index) =>
    findProduct(sku) === null
      ? [{ path: `items.${index}.sku`, message: 'sku must be one of GET /shop/products' }]
      : [],
  );
  return strangers.length > 0 ? invalid(strangers) : parsed.value;
}

/** Undefined for what is no JSON: JSON itself has no such value. */
async function readJson(context: Context): Promise<unknown> {
  try {
    return JSON.parse(await context.req.text()) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function invalid(errors: readonly FieldError[]): Response {
  const [first] = errors;
  const where = first === undefined || first.path === '' ? 'The body' : first.path;
  return problem('request-invalid', { detail: `${where}: ${first?.message ?? 'invalid'}`, errors });
}
