// The shop's HTTP answers: JSON and problems (RFC 9457), none of them ever cached. Knows no routes
// and no carts' meaning.

import type { FieldError } from '../protocol/messages.ts';
import { problemMembers, type Next, type ProblemCode } from '../protocol/problems.ts';
import type { Cart } from './cart.ts';

const RETRY_AFTER_SECONDS = 1;

/**
 * What only the shop can say no with; the rest is payonce's table. Each needs a look at the cart
 * first, so the same body is never to be sent again.
 */
const SHOP_PROBLEMS = {
  'cart-not-found': { status: 404, title: 'Cart not found', next: 'stop' },
  'cart-locked': { status: 409, title: 'Cart is being paid or is paid', next: 'stop' },
  'cart-changed': { status: 409, title: 'Cart changed meanwhile', next: 'stop' },
} as const satisfies Record<string, { status: number; title: string; next: Next }>;

type ShopProblemCode = keyof typeof SHOP_PROBLEMS;

export interface ProblemDetails {
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** The cart as it stands, so that a page need not ask again. */
  readonly cart?: Cart;
}

export function json(status: number, body: unknown, setCookie: string | null = null): Response {
  const headers = baseHeaders('application/json');
  if (setCookie !== null) headers.set('Set-Cookie', setCookie);
  return new Response(JSON.stringify(body), { status, headers });
}

export function problem(code: ProblemCode | ShopProblemCode, details: ProblemDetails): Response {
  const { status, title, type, next } = isShopProblem(code)
    ? { ...SHOP_PROBLEMS[code], type: `/problems/${code}` }
    : problemMembers(code);
  const body = JSON.stringify({ type, title, status, code, next, ...details });
  return new Response(body, { status, headers: problemHeaders(next) });
}

function isShopProblem(code: string): code is ShopProblemCode {
  return Object.hasOwn(SHOP_PROBLEMS, code);
}

function problemHeaders(next: Next): Headers {
  const headers = baseHeaders('application/problem+json');
  if (next === 'same-key') headers.set('Retry-After', String(RETRY_AFTER_SECONDS));
  return headers;
}

function baseHeaders(contentType: string): Headers {
  return new Headers({ 'Content-Type': contentType, 'Cache-Control': 'no-store' });
}
