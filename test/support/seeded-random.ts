// Bytes that look random and are the same for the same seed, so that a test that failed can fail
// again. Never for real use: whoever knows the seed knows every key.

import type { Random } from '../../src/protocol/ports.ts';

/** SplitMix32: 32 bits of state, every seed good, passes what tests ask of it. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }
  return (length) => Uint8Array.from({ length }, () => next() & 0xff);
}
