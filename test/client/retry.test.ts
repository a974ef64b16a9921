// The arithmetic of waiting: backoff, Retry-After, consent, polls.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { silence, type Undecided } from '../../src/client/answer.ts';
import {
  backoffMs,
  isWithinConsent,
  pollDelayMs,
  resendDelayMs,
  retryAfterMs,
} from '../../src/client/retry.ts';
import { CLIENT_CONSENT_MS } from '../../src/protocol/consent.ts';
import type { Random } from '../../src/protocol/ports.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const lowest: Random = (length) => new Uint8Array(length);
const highest: Random = (length) => new Uint8Array(length).fill(255);

test('the backoff doubles from half a second to eight, with full jitter', () => {
  const highestMs = [0, 1, 2, 3, 4, 5, 50].map((failures) => backoffMs(failures, highest));
  expect(highestMs).toEqual([499, 999, 1_999, 3_999, 7_999, 7_999, 7_999]);
  expect(backoffMs(3, lowest)).toBe(0);
});

test.each([
  ['3', 3_000],
  [' 0 ', 0],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ['Wed, 31 Dec 2025 23:00:00 GMT', 0],
  ['-5', null],
  ['1.5', null],
  ['soon', null],
  ['', null],
  [null, null],
])('Retry-After "%s" is %s ms', (header, expected) => {
  expect(retryAfterMs(header, NOW_MS)).toBe(expected);
});

test('consent lasts from the click for its time, and a clock that was set back does not prolong it', () => {
  expect(isWithinConsent(NOW_MS, NOW_MS)).toBe(true);
  expect(isWithinConsent(NOW_MS, NOW_MS + CLIENT_CONSENT_MS - 1)).toBe(true);
  expect(isWithinConsent(NOW_MS, NOW_MS + CLIENT_CONSENT_MS)).toBe(false);
  expect(isWithinConsent(NOW_MS, NOW_MS - CLIENT_CONSENT_MS)).toBe(false);
});

test('Retry-After is a lower limit, with half a second of jitter on top', () => {
  const answer: Undecided = { type: 'unknown', reason: 'http-503', retryAfter: '7' };
  expect(resendDelayMs(answer, 9, NOW_MS, NOW_MS, lowest)).toBe(7_000);
  expect(resendDelayMs(answer, 9, NOW_MS, NOW_MS, highest)).toBe(7_500);
});

test('what is proven not to have charged is given up after a quarter of a minute', () => {
  const refused: Undecided = { type: 'not-charged', retryAfter: null };
  expect(resendDelayMs(refused, 0, NOW_MS - 14_000, NOW_MS, highest)).toBe(499);
  expect(resendDelayMs(refused, 0, NOW_MS - 14_600, NOW_MS, highest)).toBeNull();
  expect(resendDelayMs(silence('x'), 0, NOW_MS - 14_600, NOW_MS, highest)).toBe(499);
});

test('no delay ever leads past consent', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 20 }),
      fc.nat({ max: 70_000 }),
      fc.option(fc.nat({ max: 100 }).map(String), { nil: null }),
      fc.boolean(),
      (failures, waitedMs, retryAfter, isHigh) => {
        const answer: Undecided = { type: 'unknown', reason: 'x', retryAfter };
        const random = isHigh ? highest : lowest;
        const delayMs = resendDelayMs(answer, failures, NOW_MS - waitedMs, NOW_MS, random);
        expect(delayMs === null || waitedMs + delayMs < CLIENT_CONSENT_MS).toBe(true);
      },
    ),
  );
});

test('reads begin after a second, slow down to five, and after two minutes to a minute', () => {
  expect([0, 1, 2, 3, 4, 20].map((asked) => pollDelayMs(asked, false, lowest))).toEqual([
    750, 1_125, 1_688, 2_531, 3_750, 3_750,
  ]);
  expect(pollDelayMs(20, false, highest)).toBe(5_000);
  expect(pollDelayMs(24, false, highest)).toBe(5_000);
  expect(pollDelayMs(40, false, highest)).toBe(60_000);
});

test('what waits for days is asked for after a second and soon every minute only', () => {
  expect([0, 5, 11, 5_000].map((asked) => pollDelayMs(asked, true, highest))).toEqual([
    1_000, 7_594, 60_000, 60_000,
  ]);
});
