// The one call that the page makes: card or account details to the bank, on its own origin, for a
// token. Tells apart what a person can put right from what is nobody's fault. Keeps nothing.

import * as v from 'valibot';
import type { TokenRequest } from '../bank/requests.ts';
import type { FieldError } from '../protocol/messages.ts';
import type { Fetch } from '../protocol/ports.ts';

// The same shape as the bank's answer; its own module would bring the bank's hashing into the page.
const tokenSchema = v.object({ token: v.string(), brand: v.string(), last4: v.string() });
const invalidSchema = v.object({
  code: v.literal('card-invalid'),
  errors: v.array(v.object({ path: v.string(), message: v.string() })),
});

export type TokenCall =
  | { readonly type: 'issued'; readonly token: v.InferOutput<typeof tokenSchema> }
  | { readonly type: 'invalid'; readonly errors: readonly FieldError[] }
  | { readonly type: 'unreachable' };

// The widget lets go of a token that has not come after 30 s; this ends before, so that the person
// hears why.
const TIMEOUT_MS = 20_000;

export async function requestToken(
  fetch: Fetch,
  origin: string,
  details: TokenRequest,
): Promise<TokenCall> {
  try {
    const request = new Request(`${origin}/tokens`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(details),
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = await fetch(request);
    const body: unknown = await answer.json();
    if (answer.status === 201 && v.is(tokenSchema, body)) return { type: 'issued', token: body };
    if (answer.status === 400 && v.is(invalidSchema, body)) {
      return { type: 'invalid', errors: body.errors };
    }
    return { type: 'unreachable' };
  } catch {
    return { type: 'unreachable' };
  }
}
