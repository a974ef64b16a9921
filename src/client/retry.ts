// When to send again, and when no more: pure arithmetic over numbers that are handed in. Knows no
// clock and no request.

import { CLIENT_CONSENT_MS } from '../protocol/consent.ts';
import { doublingMs } from '../protocol/doubling.ts';
import { randomFraction, type Random } from '../protocol/ports.ts';
import type { Undecided } from './answer.ts';

// Half a second forgives a dropped packet before the shopper notices; eight seconds spare a server
// that is coming back.
const BASE_MS = 500;
const CAP_MS = 8_000;

// What is proven not to have charged needs no long wait: after a quarter of a minute the shopper
// had better hear of it.
const REFUSAL_PATIENCE_MS = 15_000;

// Reads while a payment is undecided: quick enough to be seen, slow enough for a thousand open
// pages. What the bank decides within seconds is asked for every five of them, for two minutes;
// what still waits then, or waits for a person or for days, every minute in the end.
const POLL_MS = 1_000;
const POLL_CAP_MS = 5_000;
const SLOW_POLL_CAP_MS = 60_000;
const QUICK_POLLS = 24;
const POLL_GROWTH = 1.5;

/**
 * Exponential with full jitter: anything from nothing to the cap, so that a crowd spreads out.
 * `failures` from 0.
 */
export function backoffMs(failures: number, random: Random): number {
  return Math.floor(randomFraction(random) * doublingMs(BASE_MS, CAP_MS, failures));
}

/**
 * A `Retry-After` header as milliseconds from `nowMs`: seconds or an HTTP date (RFC 9110, 10.2.3);
 * null if neither.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // An HTTP date names a month; `Date.parse` alone would also read "-5" or "1.5" as some date.
  if (!/[a-z]{3}/i.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/**
 * True while the shopper's click still allows a send. A clock that was set back is no reason to
 * send for longer.
 */
export function isWithinConsent(pressedAtMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - pressedAtMs) < CLIENT_CONSENT_MS;
}

/**
 * How long to wait before the same request is sent again, or null when it is to be sent no more.
 * `Retry-After` is a lower limit; jitter comes on top, or everybody who was told the same second
 * would come back in it.
 */
export function resendDelayMs(
  answer: Undecided,
  failures: number,
  pressedAtMs: number,
  nowMs: number,
  random: Random,
): number | null {
  const jitterMs = backoffMs(failures, random);
  const toldMs = retryAfterMs(answer.retryAfter, nowMs);
  const delayMs = toldMs === null ? jitterMs : toldMs + Math.min(jitterMs, BASE_MS);
  const isRefusal = answer.type === 'not-charged' || answer.type === 'too-many';
  const limitMs = isRefusal ? REFUSAL_PATIENCE_MS : CLIENT_CONSENT_MS;
  const waitedMs = Math.abs(nowMs - pressedAtMs);
  return waitedMs + delayMs < limitMs ? delayMs : null;
}

/**
 * How long to wait before the server is asked again: a second at first, a minute in the end, a
 * quarter of it at random. `isSlow`: nobody expects the end within seconds.
 */
export function pollDelayMs(asked: number, isSlow: boolean, random: Random): number {
  const wholeMs = wholePollDelayMs(asked, isSlow);
  return Math.round(wholeMs * (0.75 + 0.25 * randomFraction(random)));
}

function wholePollDelayMs(asked: number, isSlow: boolean): number {
  const growingMs = POLL_MS * POLL_GROWTH ** asked;
  if (isSlow) return Math.min(SLOW_POLL_CAP_MS, growingMs);
  if (asked < QUICK_POLLS) return Math.min(POLL_CAP_MS, growingMs);
  return Math.min(SLOW_POLL_CAP_MS, POLL_CAP_MS * POLL_GROWTH ** (asked - QUICK_POLLS));
}
