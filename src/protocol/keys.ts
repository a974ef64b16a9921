// Idempotency keys: how the server makes one and how the header carries it
// (draft-ietf-httpapi-idempotency-key-header: a structured-field string, so quoted; clients in the
// field also send it bare). Does not know who issued a key to whom.

import { v7 as uuidv7, validate } from 'uuid';
import type { Clock, Random } from './ports.ts';

export const IDEMPOTENCY_KEY_HEADER = 'Idempotency-Key';
export const IDEMPOTENT_REPLAYED_HEADER = 'Idempotent-Replayed';

/**
 * A new UUIDv7: 48 bits of time and 73 of randomness, so keys of one server sort by age and none
 * can be guessed.
 */
export function newIdempotencyKey(clock: Clock, random: Random): string {
  return uuidv7({ msecs: clock.now(), random: random(16) });
}

/** The header's value for a key, quoted as the draft asks. */
export function formatKeyHeader(key: string): string {
  return `"${key}"`;
}

export type KeyHeader =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'missing' }
  | { readonly type: 'malformed'; readonly reason: string };

// A UUID takes 36 characters and its quotes two; the rest is room for parameters, which the draft
// allows.
const MAX_HEADER_LENGTH = 256;

/**
 * Reads an `Idempotency-Key` header. Quoted and bare forms of one UUID, in either case, are the
 * same key.
 */
export function parseKeyHeader(header: string | null): KeyHeader {
  const text = header?.trim() ?? '';
  if (text === '') return { type: 'missing' };
  if (text.length > MAX_HEADER_LENGTH)
    return malformed(`is longer than ${MAX_HEADER_LENGTH} characters`);
  const quoted = /^"([^"\\]*)"(?:\s*;\s*[a-z*][a-z0-9_.*-]*(?:=[A-Za-z0-9_.*:/?-]+)?)*$/.exec(text);
  const key = quoted?.[1] ?? text;
  if (!validate(key)) return malformed('is not a UUID, quoted or bare');
  return { type: 'key', key: key.toLowerCase() };
}

function malformed(reason: string): KeyHeader {
  return { type: 'malformed', reason };
}
