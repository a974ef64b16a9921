// Every way in which the server says no (RFC 9457), in one table: the HTTP status, the title, and
// `next`, which tells a client what is safe to do. Does not know when a problem applies.

/**
 * What is safe after a problem: repeat unchanged, ask the shopper under a new key, or never send
 * this body again.
 */
export type Next = 'same-key' | 'new-key' | 'stop';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly next: Next;
}

export const PROBLEMS = {
  'idempotency-key-missing': { status: 400, title: 'Idempotency-Key is missing', next: 'stop' },
  'idempotency-key-malformed': { status: 400, title: 'Idempotency-Key is malformed', next: 'stop' },
  'request-invalid': { status: 400, title: 'Request is invalid', next: 'stop' },
  'not-signed-in': { status: 401, title: 'Not signed in', next: 'stop' },
  'merchant-not-authorised': { status: 401, title: 'Merchant is not authorised', next: 'stop' },
  declined: { status: 402, title: 'Payment declined', next: 'new-key' },
  'checkout-not-found': { status: 404, title: 'Checkout not found', next: 'stop' },
  'route-not-found': { status: 404, title: 'No such route', next: 'stop' },
  'method-not-allowed': { status: 405, title: 'Method not allowed', next: 'stop' },
  'payment-in-flight': { status: 409, title: 'Payment is in flight', next: 'same-key' },
  'already-paid': { status: 409, title: 'Already paid', next: 'stop' },
  'quote-changed': { status: 409, title: 'Quote changed', next: 'new-key' },
  'refund-exceeds-captured': {
    status: 409,
    title: 'Refund exceeds what was captured',
    next: 'stop',
  },
  'not-captured-yet': { status: 409, title: 'Nothing is captured yet', next: 'stop' },
  'idempotency-key-expired': {
    status: 410,
    title: 'Idempotency-Key is not current',
    next: 'new-key',
  },
  'body-too-large': { status: 413, title: 'Body is too large', next: 'stop' },
  'media-type-unsupported': { status: 415, title: 'Media type is not supported', next: 'stop' },
  'idempotency-key-reused': {
    status: 422,
    title: 'Idempotency-Key was used for another request',
    next: 'stop',
  },
  'too-many-attempts': { status: 429, title: 'Too many attempts', next: 'same-key' },
  'too-many-checkouts': { status: 429, title: 'Too many checkouts', next: 'same-key' },
  'bank-unavailable': { status: 503, title: 'Bank is unavailable', next: 'same-key' },
  'temporarily-unavailable': { status: 503, title: 'Temporarily unavailable', next: 'same-key' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/**
 * True when `code` is one of the table's, which a client of a newer server cannot take for granted.
 */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

/**
 * The members of a problem that its code decides. `type` is a relative reference, the same at every
 * installation.
 */
export function problemMembers(
  code: ProblemCode,
): ProblemKind & { readonly type: string; readonly code: ProblemCode } {
  const { status, title, next } = PROBLEMS[code];
  return { type: `/problems/${code}`, title, status, code, next };
}
