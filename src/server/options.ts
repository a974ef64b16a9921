// What a storefront hands to payonce, and the limits that follow. Every part of the outside world
// comes in here.

import type { Quote } from '../protocol/messages.ts';
import type { Clock, Random } from '../protocol/ports.ts';
import type { Database } from './database.ts';
import type { Gateway } from './gateway.ts';

/**
 * How to build a payonce server.
 *
 * - `database`: where checkouts live; run `migrate()` before the first request.
 * - `gateway`: who charges.
 * - `loadCart`: what a cart costs now; null when there is none, it is empty, or it is not this
 *   principal's.
 * - `identify`: who asks, from a cookie or a token: a stable id, or null for nobody.
 * - `basePath`: where the server is mounted, such as `/payonce`; default the root.
 * - `tenant`: separates shops in one database; default `default`.
 * - `origins`: pages of other origins that may call with the shopper's cookies, such as
 *   `https://shop.example`.
 * - `keyLifetimeMs`: how long an unused key may be paid with; default one hour.
 * - `onError`: told of every failure that a client only sees as 503; never of a card number or a
 *   token.
 */
export interface PayonceOptions {
  readonly database: Database;
  readonly gateway: Gateway;
  readonly loadCart: (cartId: string, principal: string) => Promise<Quote | null>;
  readonly identify: (request: Request) => string | null | Promise<string | null>;
  readonly clock: Clock;
  readonly random: Random;
  readonly basePath?: string;
  readonly tenant?: string;
  readonly origins?: readonly string[];
  readonly keyLifetimeMs?: number;
  readonly onError?: (error: unknown, where: string) => void;
}

/** The options with every default filled in, as the rooms inside use them. */
export type Settings = Required<PayonceOptions>;

// Long enough to compare cards and find the wallet; an expired one is renewed without a word
// anyway.
const DEFAULT_KEY_LIFETIME_MS = 60 * 60_000;

export function settingsOf(options: PayonceOptions): Settings {
  return {
    basePath: '',
    tenant: 'default',
    origins: [],
    keyLifetimeMs: DEFAULT_KEY_LIFETIME_MS,
    onError: () => undefined,
    ...options,
  };
}

// Two servers' clocks may differ by this much from the database's, in either direction.
const MAX_CLOCK_SKEW_MS = 5_000;

/** How long a worker alone may act on an attempt: one gateway call, whatever the two clocks say. */
export function leaseMs(gateway: Gateway): number {
  return gateway.timeoutMs + 2 * MAX_CLOCK_SKEW_MS;
}
