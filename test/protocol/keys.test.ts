// Idempotency keys: what a header may hold, and that new keys sort by age.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validate, version } from 'uuid';
import {
  formatKeyHeader,
  newIdempotencyKey,
  parseKeyHeader,
  parseMerchantKeyHeader,
} from '../../src/protocol/keys.ts';
import type { Clock } from '../../src/protocol/ports.ts';
import { manualClock } from '../support/manual-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';

const KEY = '0190d0c4-9c5b-7c11-8a3e-3f1f7c1f0a01';

function at(ms: number): Clock {
  return { now: () => ms, sleep: () => Promise.resolve() };
}

test.each([
  ['bare', KEY],
  ['quoted', `"${KEY}"`],
  ['in upper case', KEY.toUpperCase()],
  ['quoted, in upper case', `"${KEY.toUpperCase()}"`],
  ['with spaces around', `  ${KEY}\t`],
  ['with a parameter', `"${KEY}";v=1`],
  ['with parameters and spaces', `"${KEY}" ; v=1.5 ; *from=x`],
  ['with a parameter that is true', `"${KEY}";once`],
])('a key is read %s', (_, header) => {
  expect(parseKeyHeader(header)).toEqual({ type: 'key', key: KEY });
});

test.each([[null], [''], ['   '], ['\t']])('the header %j is a missing key', (header) => {
  expect(parseKeyHeader(header)).toEqual({ type: 'missing' });
  expect(parseMerchantKeyHeader(header)).toEqual({ type: 'missing' });
});

test.each([
  ['""'],
  ['"'],
  [`"${KEY}`],
  [`${KEY}"`],
  [`'${KEY}'`],
  [`""${KEY}""`],
  [`"\\"${KEY}"`],
  [`"${KEY}" junk`],
  [`"${KEY}";V=1`],
  [`"${KEY}";`],
  [`"${KEY}";v="a`],
  [`${KEY};v=1`],
  [`"${KEY}", "${KEY}"`],
  [`${KEY}, ${KEY}`],
  [`{${KEY}}`],
  [`urn:uuid:${KEY}`],
  [KEY.replaceAll('-', '')],
  [`${KEY}0`],
  [KEY.slice(1)],
  [KEY.replace('7c11', '9c11')],
  [KEY.replace('8a3e', '1a3e')],
  [`${KEY.slice(0, -1)}g`],
  [`"${KEY}\u0000"`],
  ['?1'],
  [':YQ==:'],
  ['[object Object]'],
])('%j is malformed', (header) => {
  expect(parseKeyHeader(header).type).toBe('malformed');
});

test('a header is read up to 512 characters', () => {
  const fits = `"${KEY}";p=`.padEnd(512, 'x');
  expect(parseKeyHeader(fits).type).toBe('key');
  expect(parseKeyHeader(`${fits}x`)).toEqual({
    type: 'malformed',
    reason: 'is longer than 512 characters',
  });
});

test.each([
  ['credit-note_4711.2', 'credit-note_4711.2'],
  ['"Order:17/2"', 'Order:17/2'],
  [' "dGlkZQ==" ; v=1', 'dGlkZQ=='],
  ['a+b~c@d', 'a+b~c@d'],
  ['7', '7'],
  ['x'.repeat(255), 'x'.repeat(255)],
  [`"${'x'.repeat(255)}"`, 'x'.repeat(255)],
  [`urn:uuid:${KEY}`, `urn:uuid:${KEY}`],
  [KEY.toUpperCase(), KEY],
  [`"${KEY}";v=1`, KEY],
])("a merchant's key is read in %s", (header, key) => {
  expect(parseMerchantKeyHeader(header)).toEqual({ type: 'key', key });
});

test.each([
  ['""'],
  ['"'],
  ['"a'],
  ['a"'],
  ["'a'"],
  ['a;v=1'],
  ['a, b'],
  ['"a", "b"'],
  ['a,b'],
  ['a b'],
  ['{a}'],
  ['?1'],
  ['\u00e4'],
  ['a\u0000'],
  ['x'.repeat(256)],
  ['x'.repeat(513)],
])("%j is malformed as a merchant's key", (header) => {
  expect(parseMerchantKeyHeader(header).type).toBe('malformed');
});

test('what is no UUID is never taken for a key and never throws', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: fc.constantFrom(...'" \\ ; = 0 a - 7 c * ?'.split(' ')), maxLength: 80 }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parseKeyHeader(text);
      if (parsed.type !== 'key') return;
      expect(validate(parsed.key)).toBe(true);
      expect(text.toLowerCase()).toContain(parsed.key);
    }),
    { numRuns: 2000 },
  );
});

test('a UUID changed in one character is the key that it reads, or malformed', () => {
  const characters = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 });
  fc.assert(
    fc.property(fc.nat({ max: KEY.length - 1 }), characters, (index, character) => {
      const text = KEY.slice(0, index) + character + KEY.slice(index + 1);
      const parsed = parseKeyHeader(text);
      const isKey = validate(text);
      expect(parsed.type).toBe(isKey ? 'key' : 'malformed');
      if (parsed.type === 'key') expect(parsed.key).toBe(text.toLowerCase());
    }),
    { numRuns: 2000 },
  );
});

test('a key that was formatted for the header is read back', () => {
  fc.assert(
    fc.property(fc.uuid(), (key) => {
      expect(parseKeyHeader(formatKeyHeader(key))).toEqual({ type: 'key', key });
      expect(parseKeyHeader(key)).toEqual({ type: 'key', key });
    }),
  );
});

test('a new key is a UUIDv7 in lower case that carries its time', () => {
  const clock = manualClock(Date.UTC(2026, 6, 1));
  const key = newIdempotencyKey(clock, seededRandom(7));
  expect([version(key), key.toLowerCase()]).toEqual([7, key]);
  expect(Number.parseInt(key.replaceAll('-', '').slice(0, 12), 16)).toBe(clock.now());
});

test('keys of later milliseconds sort behind, whatever the randomness', () => {
  const times = fc.integer({ min: 0, max: 2 ** 48 - 2 });
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(times, bytes, bytes, (ms, early, late) => {
      const first = newIdempotencyKey(at(ms), () => early);
      const second = newIdempotencyKey(at(ms + 1), () => late);
      expect(first < second).toBe(true);
      expect(validate(first)).toBe(true);
    }),
  );
});

test('keys of one millisecond differ in 73 bits', () => {
  const random = seededRandom(3);
  const keys = Array.from({ length: 1000 }, () => newIdempotencyKey(at(0), random));
  expect(new Set(keys).size).toBe(1000);
  const ones = newIdempotencyKey(at(0), () => new Uint8Array(16).fill(255));
  const zeros = newIdempotencyKey(at(0), () => new Uint8Array(16));
  expect(ones).toBe('00000000-0000-77ff-bfff-ffffffffffff');
  expect(zeros).toBe('00000000-0000-7000-8000-000000000000');
});
