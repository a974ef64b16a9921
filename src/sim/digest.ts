// One hash over the traces of many runs: the sum, modulo 2^128, of a digest of each seed with its
// run's hash. A sum has no order, so it does not matter which worker ran what or when; and unlike
// with exclusive or, a seed that was counted twice shows.

import { createHash } from 'node:crypto';

export type Digest = bigint;

const BITS = 128;
const HEX_DIGITS = BITS / 4;

export const EMPTY_DIGEST: Digest = 0n;

export function digestOfRun(seed: number, hash: string): Digest {
  const full = createHash('sha256').update(`${seed}:${hash}`).digest('hex');
  return BigInt(`0x${full.slice(0, HEX_DIGITS)}`);
}

export function sumOfDigests(a: Digest, b: Digest): Digest {
  return BigInt.asUintN(BITS, a + b);
}

export function digestWords(digest: Digest): string {
  return digest.toString(16).padStart(HEX_DIGITS, '0');
}

/** What `digestWords` made words of. */
export function digestIn(words: string): Digest {
  return BigInt(`0x${words}`);
}
