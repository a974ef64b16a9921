// What a storefront hands to payonce, and the limits that follow. Every part of the outside world
// comes in here.

import type { Quote } from '../protocol/messages.ts';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Clock, Fetch, Random } from '../protocol/ports.ts';
import { createCaution, NO_CAUTION, type Caution } from './caution.ts';
import type { Database } from './database.ts';
import type { Gateway } from './gateway.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { doubting } from './doubting.ts';
import type { EventHandlers, EventTarget } from './events.ts';
import { readInstallation, type Installation } from './store/installation.ts';

/**
 * How to build a payonce server.
 *
 * - `database`: where checkouts live; run `migrate()` before the first request.
 * - `gateway`: who charges.
 * - `loadCart`: what a cart costs now; null when there is none, it is empty, or it is not this
 *   principal's. It must reject when it could not find out: null is taken for an answer, and says
 *   whose the checkout is, payments included. It is also asked for a former owner.
 * - `identify`: who asks, from a cookie or a token: a stable id, or null for nobody.
 * - `basePath`: where the server is mounted, such as `/payonce`; default the root.
 * - `tenant`: separates shops in one database; default `default`.
 * - `origins`: pages of other origins that may call with the shopper's cookies, such as
 *   `https://shop.example`.
 * - `keyLifetimeMs`: how long an unused key may be paid with; default one hour.
 * - `returnUrl`: where the bank sends the shopper back after it made sure who they are, usually the
 *   confirmation page; without it no payment can ask for that.
 * - `merchantSecret`: the bearer secret that may refund; without it nobody may by HTTP.
 * - `on`: called with each event, in order for each checkout, until it does not throw.
 * - `eventTargets`: addresses that get each event as a signed webhook, through `fetch`.
 * - `addressOf`: where a request comes from, such as its IP address, to limit declines and new
 *   checkouts by it; null when nobody can tell, which limits nothing. Behind a proxy take it from
 *   the header that your proxy sets; default null.
 * - `limits`: what one cart, shopper or address may do in an hour.
 * - `reconcileFirst`: for a database that may have gone back in time, as after a failover or a
 *   restore: no payment is claimed until `reconcile()` was done once, and for a while after that,
 *   or after broken connections, a checkout's charges are looked up before it is claimed; default
 *   false.
 * - `onError`: told of the failures that a client only sees as `temporarily-unavailable`, of events
 *   that were not taken and of webhooks that were not believed; never of a card number or a token.
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
  readonly returnUrl?: (checkoutId: string) => string;
  readonly merchantSecret?: string;
  readonly on?: EventHandlers;
  readonly eventTargets?: readonly EventTarget[];
  readonly fetch?: Fetch;
  readonly addressOf?: (request: Request) => string | null;
  readonly limits?: Partial<Limits>;
  readonly reconcileFirst?: boolean;
  readonly onError?: (error: unknown, where: string) => void;
}

/** The options with every default filled in, as the rooms inside use them. */
export interface Settings extends Required<
  Omit<PayonceOptions, 'returnUrl' | 'merchantSecret' | 'fetch' | 'limits'>
> {
  readonly returnUrl: ((checkoutId: string) => string) | null;
  readonly merchantSecret: string | null;
  readonly fetch: Fetch | null;
  readonly limits: Limits;
  readonly caution: Caution;
  /** Read once. */
  installation(): Promise<Installation>;
}

// Long enough to compare cards and find the wallet; an expired one is renewed without a word
// anyway.
const DEFAULT_KEY_LIFETIME_MS = 60 * 60_000;

export function settingsOf(options: PayonceOptions): Settings {
  let installation: Promise<Installation> | null = null;
  const { clock, random, gateway, reconcileFirst = false } = options;
  const caution = reconcileFirst
    ? createCaution(clock, leaseMs(gateway) + youngMs(gateway))
    : NO_CAUTION;
  const database = doubting(options.database, caution);
  const { returnUrl = null, merchantSecret = null, fetch = null, limits } = options;
  if ((options.eventTargets?.length ?? 0) > 0 && fetch === null) {
    throw new Error('eventTargets are called through the option fetch: give one.');
  }
  return {
    basePath: '',
    tenant: 'default',
    origins: [],
    keyLifetimeMs: DEFAULT_KEY_LIFETIME_MS,
    on: {},
    eventTargets: [],
    addressOf: () => null,
    onError: () => undefined,
    ...options,
    reconcileFirst,
    caution,
    database,
    returnUrl,
    merchantSecret,
    fetch,
    limits: { ...DEFAULT_LIMITS, ...limits },
    installation() {
      installation ??= install().catch((error: unknown) => {
        installation = null;
        throw error;
      });
      return installation;
    },
  };

  async function install(): Promise<Installation> {
    const fresh = { mark: bytesToHex(random(MARK_BYTES)), madeAt: clock.now() };
    const found = await readInstallation(database, fresh);
    if (found.mark === fresh.mark) caution.begin();
    return found;
  }
}

// No two installations ever have the same.
const MARK_BYTES = 16;

// Two servers' clocks may differ by this much from the database's, in either direction.
const MAX_CLOCK_SKEW_MS = 5_000;

// Until a gateway lists what it has just charged.
const SETTLE_MS = 5_000;

/** A charge younger than this may be of a worker that is at it still: its rows prove nothing. */
export function youngMs(gateway: Gateway): number {
  return leaseMs(gateway) + SETTLE_MS;
}

/** How long a worker alone may act on an attempt: one gateway call, whatever the two clocks say. */
export function leaseMs(gateway: Gateway): number {
  return gateway.timeoutMs + 2 * MAX_CLOCK_SKEW_MS;
}
