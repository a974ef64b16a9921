// Everything that is drawn in a run, from its seed. A draw depends on the seed, on what it is about
// and on the point where it is made, and on no other draw: leaving one fault out changes no other.
// Knows no faults and no time.

import type { Random } from '../protocol/ports.ts';

export interface Chance {
  /** In [0, 1), the same for the same concern and point. */
  fraction(concern: string, point: string): number;
  /** In [low, high), small values more often: most messages are quick, some are not. */
  delay(concern: string, point: string, low: number, high: number): number;
  pick<T>(concern: string, point: string, of: readonly [T, ...T[]]): T;
  /** A whole number from low to high, both included. */
  whole(concern: string, point: string, low: number, high: number): number;
  /** Bytes for ids, keys and jitter, one after the other. */
  random(concern: string): Random;
}

export function chanceOf(seed: number): Chance {
  const fraction: Chance['fraction'] = (concern, point) => hash(seed, concern, point) / 2 ** 32;
  return {
    fraction,
    delay: (concern, point, low, high) => low * (high / low) ** fraction(concern, point),
    pick: (concern, point, of) => of[Math.floor(fraction(concern, point) * of.length)] ?? of[0],
    whole: (concern, point, low, high) =>
      low + Math.floor(fraction(concern, point) * (high - low + 1)),
    random: (concern) => bytesFrom(hash(seed, concern, 'bytes')),
  };
}

/** MurmurHash3's mixing over both texts, seeded by a whole number of up to 53 bits. */
function hash(seed: number, concern: string, point: string): number {
  let state = mixed(seed | 0, Math.floor(seed / 2 ** 32));
  for (let at = 0; at < concern.length; at += 1) state = mixed(state, concern.charCodeAt(at));
  state = mixed(state, 0x10000);
  for (let at = 0; at < point.length; at += 1) state = mixed(state, point.charCodeAt(at));
  return finished(state ^ (concern.length + point.length));
}

function mixed(state: number, value: number): number {
  let block = Math.imul(value, 0xcc9e2d51);
  block = (block << 15) | (block >>> 17);
  let next = state ^ Math.imul(block, 0x1b873593);
  next = (next << 13) | (next >>> 19);
  return (Math.imul(next, 5) + 0xe6546b64) | 0;
}

function finished(state: number): number {
  let end = state ^ (state >>> 16);
  end = Math.imul(end, 0x85ebca6b);
  end ^= end >>> 13;
  end = Math.imul(end, 0xc2b2ae35);
  return (end ^ (end >>> 16)) >>> 0;
}

/** SplitMix32: 32 bits of state, every seed good. */
function bytesFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
  return (length) => {
    const bytes = new Uint8Array(length);
    let word = 0;
    for (let at = 0; at < length; at += 1) {
      word = at % 4 === 0 ? next() : word >>> 8;
      bytes[at] = word & 0xff;
    }
    return bytes;
  };
}
