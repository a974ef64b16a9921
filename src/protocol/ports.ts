// The outside world as payonce sees it: messages, time and randomness. Every room gets these handed
// in, so the same code runs on a real machine, in a test and in the simulator.

/**
 * One exchange of a request for a response. Client to server and server to bank are both a `Fetch`;
 * the server is one. Rejects when no answer arrived; an answer of any status resolves.
 */
export type Fetch = (request: Request) => Promise<Response>;

/**
 * Time. `now` is milliseconds since 1970 (UTC); `sleep` resolves after `delayMs` or at once when
 * `signal` aborts.
 */
export interface Clock {
  now(): number;
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** `length` unpredictable bytes (0 to 256). In production a cryptographic source. */
export type Random = (length: number) => Uint8Array;

/** A number in [0, 1), 32 bits fine: for jitter, never for identity. */
export function randomFraction(random: Random): number {
  const bytes = random(4);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) / 2 ** 32;
}
