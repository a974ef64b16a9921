// What a rejected `fetch` proves: whether a byte of the request can have left. Knows the error
// codes of Node's fetch; an error it does not know may have come after the bytes.

// All of these happen before a connection stands.
const BEFORE_ANY_BYTE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

// A standing connection may die of the same codes, hours later, from a router's word: then the call
// that failed was a `read` or a `write`.
const CALLS_BEFORE_ANY_BYTE = new Set<unknown>(['connect', 'getaddrinfo', undefined]);

export function sendFailure(error: unknown): 'not-sent' | 'unknown' {
  const cause = error instanceof Error ? error.cause : undefined;
  // A host with several addresses fails with one error for each that was tried; none tried proves
  // nothing.
  const tried: unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  return tried.length > 0 && tried.every(isBeforeAnyByte) ? 'not-sent' : 'unknown';
}

function isBeforeAnyByte(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null) return false;
  const { code, syscall } = cause as { code?: unknown; syscall?: unknown };
  const known = typeof code === 'string' && BEFORE_ANY_BYTE.has(code);
  return known && CALLS_BEFORE_ANY_BYTE.has(syscall);
}
