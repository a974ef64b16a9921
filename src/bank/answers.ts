// The bank's HTTP answers: JSON and problems (RFC 9457), none of them ever cached. Knows no routes.

import type { FieldError } from '../protocol/messages.ts';

const PROBLEMS = {
  'request-invalid': { status: 400, title: 'Request is invalid' },
  'card-invalid': { status: 400, title: 'Card details are not complete' },
  'token-unknown': { status: 400, title: 'Token is unknown' },
  'token-used': { status: 400, title: 'Token was used before' },
  'route-not-found': { status: 404, title: 'No such route' },
  'charge-unknown': { status: 404, title: 'No such charge' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'key-in-use': { status: 409, title: 'Key is being worked on' },
  'already-charged': { status: 409, title: 'Key has a charge' },
  'refund-exceeds-captured': { status: 409, title: 'Refund exceeds what was captured' },
  'not-captured': { status: 409, title: 'Charge was not captured' },
  'key-canceled': { status: 410, title: 'Key was canceled' },
  'body-too-large': { status: 413, title: 'Body is too large' },
  'media-type-unsupported': { status: 415, title: 'Media type is not supported' },
  'key-reused': { status: 422, title: 'Key was used for something else' },
  'bank-error': { status: 500, title: 'The bank failed' },
} as const;

export type BankProblemCode = keyof typeof PROBLEMS;

export interface BankProblemMembers {
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly charge?: unknown;
  readonly refund?: unknown;
}

type Headers = Readonly<Record<string, string>>;

export function json(status: number, body: unknown, headers: Headers = {}): Response {
  return text(status, 'application/json', JSON.stringify(body), headers);
}

export function problem(
  code: BankProblemCode,
  members: BankProblemMembers,
  headers: Headers = {},
): Response {
  const { status, title } = PROBLEMS[code];
  const body = JSON.stringify({ type: `/problems/${code}`, title, status, code, ...members });
  return text(status, 'application/problem+json', body, headers);
}

function text(status: number, contentType: string, body: string, headers: Headers): Response {
  return new Response(body, {
    status,
    headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store', ...headers },
  });
}
