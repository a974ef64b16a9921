// Delays that double. Pure; who waits, and whether with jitter, is the caller's business.

/** `firstMs`, doubled so many times, and never more than `lastMs`. */
export function doublingMs(firstMs: number, lastMs: number, doublings: number): number {
  return Math.min(firstMs * 2 ** Math.max(0, doublings), lastMs);
}
