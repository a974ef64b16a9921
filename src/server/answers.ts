// HTTP answers: problems (RFC 9457) and JSON, none of them ever cached. Knows no routes and no
// rows.

import type { Checkout, FieldError, Payment } from '../protocol/messages.ts';
import { PROBLEMS, problemMembers, type ProblemCode } from '../protocol/problems.ts';
import { IDEMPOTENT_REPLAYED_HEADER } from '../protocol/keys.ts';

export interface ProblemDetails {
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly declineCode?: string;
  readonly message?: string;
  readonly payment?: Payment;
  readonly checkout?: Checkout;
  readonly retryAfterSeconds?: number;
  readonly allow?: string;
}

const PROBLEM_TYPE = 'application/problem+json';
const JSON_TYPE = 'application/json';

/**
 * The body of a problem: no member of it depends on the request, so that a stored one replays byte
 * for byte.
 */
export function problemBody(code: ProblemCode, details: ProblemDetails): string {
  const { retryAfterSeconds: _retryAfter, allow: _allow, ...members } = details;
  return JSON.stringify({ ...problemMembers(code), ...members });
}

export function problem(code: ProblemCode, details: ProblemDetails): Response {
  const headers = baseHeaders(PROBLEM_TYPE);
  if (details.retryAfterSeconds !== undefined) {
    headers.set('Retry-After', String(details.retryAfterSeconds));
  }
  if (details.allow !== undefined) headers.set('Allow', details.allow);
  return new Response(problemBody(code, details), { status: PROBLEMS[code].status, headers });
}

export function json(status: number, body: unknown, retryAfterSeconds?: number): Response {
  const headers = baseHeaders(JSON_TYPE);
  if (retryAfterSeconds !== undefined) headers.set('Retry-After', String(retryAfterSeconds));
  return new Response(JSON.stringify(body), { status, headers });
}

/** A final answer as it was stored. */
export function stored(status: number, body: string, replayed: boolean): Response {
  const headers = baseHeaders(status >= 400 ? PROBLEM_TYPE : JSON_TYPE);
  if (replayed) headers.set(IDEMPOTENT_REPLAYED_HEADER, 'true');
  return new Response(body, { status, headers });
}

function baseHeaders(contentType: string): Headers {
  return new Headers({ 'Content-Type': contentType, 'Cache-Control': 'no-store' });
}
