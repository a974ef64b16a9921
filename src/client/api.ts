// The four calls that a checkout makes, over the injected `Fetch`. Each waits no longer than its
// limit and never rejects: no answer is an answer too. Knows addresses, headers and limits, not
// what an answer sets in motion.

import { formatKeyHeader, IDEMPOTENCY_KEY_HEADER } from '../protocol/keys.ts';
import {
  checkoutSchema,
  parseMessage,
  problemSchema,
  type Checkout,
} from '../protocol/messages.ts';
import { routes } from '../protocol/routes.ts';
import { readPayAnswer, silence, type PayAnswer, type Reply } from './answer.ts';
import type { ClientPorts, PagePort } from './ports.ts';
import { retryAfterMs } from './retry.ts';
import type { ReadFailure } from './view.ts';

// The server gives a bank call 5 s and bounds its own work well below this; longer silence is a
// lost connection.
const PAY_TIMEOUT_MS = 20_000;
const READ_TIMEOUT_MS = 8_000;

// A flood limit without a date: a moment that a person would wait anyway.
const DEFAULT_RETRY_AFTER_MS = 5_000;

export type ReadAnswer =
  | { readonly type: 'checkout'; readonly checkout: Checkout }
  | { readonly type: 'failed'; readonly failure: ReadFailure };

export interface PayOrder {
  readonly checkoutId: string;
  readonly key: string;
  /** Serialised once, so that every repetition carries the same bytes. */
  readonly body: string;
}

/**
 * The API's absolute address without a trailing slash, which also names the latch. Throws when it
 * cannot be known.
 */
export function resolveApi(api: string, page: PagePort): string {
  const base = page.address?.();
  try {
    const url = new URL(api, base);
    return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  } catch {
    throw new TypeError(
      `payonce: api "${api}" is no absolute URL and there is no page to resolve it against: ` +
        'give an address such as "https://shop.example/payonce".',
    );
  }
}

/**
 * Opens the cart's checkout, or finds it again: idempotent, and the only call that issues a key.
 */
export async function openCheckout(
  ports: ClientPorts,
  api: string,
  cartId: string,
  signal: AbortSignal,
): Promise<ReadAnswer> {
  const body = JSON.stringify({ cartId });
  const request = { method: 'POST', headers: JSON_HEADERS, body };
  return readCheckoutAnswer(
    await exchange(ports, api + routes.checkouts, request, READ_TIMEOUT_MS, signal),
    ports.clock.now(),
  );
}

export async function getCheckout(
  ports: ClientPorts,
  api: string,
  checkoutId: string,
  signal: AbortSignal,
): Promise<ReadAnswer> {
  const request = { method: 'GET', headers: { Accept: ACCEPT } };
  return readCheckoutAnswer(
    await exchange(ports, api + routes.checkout(checkoutId), request, READ_TIMEOUT_MS, signal),
    ports.clock.now(),
  );
}

/**
 * Sends the payment once. `onSend` is called when the request stands and is handed to `fetch` in
 * the same breath.
 */
export async function postPayment(
  ports: ClientPorts,
  api: string,
  order: PayOrder,
  signal: AbortSignal,
  onSend: () => void,
): Promise<PayAnswer> {
  const headers = { ...JSON_HEADERS, [IDEMPOTENCY_KEY_HEADER]: formatKeyHeader(order.key) };
  const request = { method: 'POST', headers, body: order.body };
  const url = api + routes.payments(order.checkoutId);
  const reply = await exchange(ports, url, request, PAY_TIMEOUT_MS, signal, onSend);
  return reply.type === 'reply' ? readPayAnswer(reply.reply) : silence(reply.reason);
}

/**
 * Gives up the payment of this key, if that is still possible; answers the checkout as it is then.
 * Can never charge, so it needs no consent.
 */
export async function postCancel(
  ports: ClientPorts,
  api: string,
  checkoutId: string,
  key: string,
  signal: AbortSignal,
): Promise<ReadAnswer> {
  const headers = { ...JSON_HEADERS, [IDEMPOTENCY_KEY_HEADER]: formatKeyHeader(key) };
  const request = { method: 'POST', headers, body: '{}' };
  // The server asks the bank, as it does for a payment.
  return readCheckoutAnswer(
    await exchange(ports, api + routes.cancel(checkoutId), request, PAY_TIMEOUT_MS, signal),
    ports.clock.now(),
  );
}

const ACCEPT = 'application/json, application/problem+json';
// The JSON type, like the key's header, makes a browser ask before it sends this to another origin.
const JSON_HEADERS = { Accept: ACCEPT, 'Content-Type': 'application/json' };

type Exchange =
  | { readonly type: 'reply'; readonly reply: Reply }
  | { readonly type: 'silence'; readonly reason: string };

async function exchange(
  ports: ClientPorts,
  url: string,
  init: RequestInit,
  limitMs: number,
  signal: AbortSignal,
  onSend?: () => void,
): Promise<Exchange> {
  if (signal.aborted) return silent('stopped');
  const ended = new AbortController();
  const stop = () => ended.abort();
  signal.addEventListener('abort', stop, { once: true });
  const request = new Request(url, {
    ...init,
    credentials: 'include',
    cache: 'no-store',
    redirect: 'error',
    signal: ended.signal,
  });
  onSend?.();
  const limit = ports.clock.sleep(limitMs, ended.signal).then(() => silent('timeout'));
  try {
    return await Promise.race([receive(ports.fetch, request), limit]);
  } finally {
    signal.removeEventListener('abort', stop);
    ended.abort();
  }
}

async function receive(fetch: ClientPorts['fetch'], request: Request): Promise<Exchange> {
  try {
    const response = await fetch(request);
    const body = asJson(await response.text());
    const retryAfter = response.headers.get('Retry-After');
    return { type: 'reply', reply: { status: response.status, body, retryAfter } };
  } catch (error) {
    return silent(error instanceof Error ? error.message : String(error));
  }
}

function silent(reason: string): Exchange {
  return { type: 'silence', reason };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readCheckoutAnswer(exchanged: Exchange, nowMs: number): ReadAnswer {
  if (exchanged.type === 'silence') return failed({ type: 'shop-down', certain: false });
  const { status, body, retryAfter } = exchanged.reply;
  if (status === 200) {
    const parsed = parseMessage(checkoutSchema, body);
    if (parsed.ok) return { type: 'checkout', checkout: parsed.value };
  }
  const problem = parseMessage(problemSchema, body);
  if (problem.ok && problem.value.status === status) {
    if (status === 401) return failed({ type: 'not-signed-in' });
    if (status === 404) return failed({ type: 'not-found' });
  }
  if (status === 429) {
    const waitMs = retryAfterMs(retryAfter, nowMs) ?? DEFAULT_RETRY_AFTER_MS;
    return failed({ type: 'too-many-attempts', retryAfterMs: waitMs });
  }
  return failed({ type: 'shop-down', certain: false });
}

function failed(failure: ReadFailure): ReadAnswer {
  return { type: 'failed', failure };
}
