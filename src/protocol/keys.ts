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

// A key takes 255 characters at most and its quotes two; the rest is room for parameters, which the
// draft allows.
const MAX_HEADER_LENGTH = 512;

/**
 * Reads an `Idempotency-Key` header with a key that a server issued. Quoted and bare forms of one
 * UUID, in either case, are the same key.
 */
export function parseKeyHeader(header: string | null): KeyHeader {
  const read = readText(header);
  if (read.type !== 'key') return read;
  return uuidIn(read.key) ?? malformed('is not a UUID, quoted or bare');
}

// UUIDs, order numbers, URNs and Base64; nothing with which a header goes on after a bare key.
const MERCHANT_KEY = /^[A-Za-z0-9._~:/+=@-]{1,255}$/;

/**
 * Reads one with a key that a merchant made: 1 to 255 letters, digits and `. _ ~ : / + = @ -`,
 * quoted or bare. A UUID is the same key in either case, any other only as it is written.
 */
export function parseMerchantKeyHeader(header: string | null): KeyHeader {
  const read = readText(header);
  if (read.type !== 'key') return read;
  const reason = 'is not 1 to 255 letters, digits and . _ ~ : / + = @ -, quoted or bare';
  return uuidIn(read.key) ?? (MERCHANT_KEY.test(read.key) ? read : malformed(reason));
}

/** What the header holds: within its quotes, or bare. */
function readText(header: string | null): KeyHeader {
  const text = header?.trim() ?? '';
  if (text === '') return { type: 'missing' };
  if (text.length > MAX_HEADER_LENGTH)
    return malformed(`is longer than ${MAX_HEADER_LENGTH} characters`);
  const quoted = /^"([^"\\]*)"(?:\s*;\s*[a-z*][a-z0-9_.*-]*(?:=[A-Za-z0-9_.*:/?-]+)?)*$/.exec(text);
  return { type: 'key', key: quoted?.[1] ?? text };
}

function uuidIn(text: string): KeyHeader | null {
  return validate(text) ? { type: 'key', key: text.toLowerCase() } : null;
}

function malformed(reason: string): KeyHeader {
  return { type: 'malformed', reason };
}
