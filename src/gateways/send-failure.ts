// What a rejected `fetch` proves: whether a byte of the request can have left. Knows the error codes of Node's fetch; an
// error it does not know may have come after the bytes.

// All of these happen before a connection stands.
const BEFORE_ANY_BYTE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export function sendFailure(error: unknown): 'not-sent' | 'unknown' {
  const cause = error instanceof Error ? error.cause : undefined;
  // A host with several addresses fails with one error for each that was tried.
  const tried: unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  const codes = tried.map((one) =>
    typeof one === 'object' && one !== null && 'code' in one ? one.code : undefined,
  );
  const proven = codes.every((code) => typeof code === 'string' && BEFORE_ANY_BYTE.has(code));
  return proven ? 'not-sent' : 'unknown';
}
