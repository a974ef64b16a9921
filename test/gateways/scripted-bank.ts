// The sandbox gateway in front of a bank that answers as a test scripts it, on a clock of the
// test's own. Knows no answer by itself.

import { sandboxGateway } from '../../src/gateways/sandbox.ts';
import type { Fetch } from '../../src/protocol/ports.ts';
import type { ChargeOrder, Gateway } from '../../src/server/gateway.ts';
import { manualClock, type ManualClock } from '../support/manual-clock.ts';

export const KEY = 'chk_00000000000000000000000000000001.1.1';

export const ORDER: ChargeOrder = {
  gatewayKey: KEY,
  reference: 'chk_00000000000000000000000000000001',
  amount: { value: 4200, currency: 'EUR' },
  methodType: 'card',
  token: 'tok_1',
  label: {
    mark: 'shop-1',
    tenant: 't',
    principal: 'p',
    cartId: 'cart-1',
    cartVersion: 'v1',
    press: 'press-1',
  },
};

export const CAPTURED = {
  id: 'ch_1',
  reference: ORDER.reference,
  key: KEY,
  amount: ORDER.amount,
  status: 'captured',
  method: { type: 'card', brand: 'visa', last4: '4242' },
};

export const DECLINED = {
  ...CAPTURED,
  status: 'declined',
  declineCode: 'stolen_card',
  declineKind: 'hard',
};

export const PENDING = { ...CAPTURED, status: 'pending' };

export const ASKING = {
  ...PENDING,
  nextAction: { type: 'redirect', url: 'http://bank.test/authenticate/ch_1?secret=s' },
};

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly redirect: string;
  readonly type: string | null;
  readonly body: string;
  readonly signal: AbortSignal;
}

export interface ScriptedBank {
  readonly gateway: Gateway;
  readonly clock: ManualClock;
  readonly seen: Seen[];
}

/** Every request gets what `script` answers; a test that is never answered hands in a promise. */
export function scriptedBank(
  script: Fetch,
  timeoutMs?: number,
  webhookSecrets: readonly string[] = [],
): ScriptedBank {
  const clock = manualClock();
  const seen: Seen[] = [];
  const fetch: Fetch = async (request) => {
    const { method, url, redirect, signal } = request;
    const type = request.headers.get('Content-Type');
    seen.push({ method, url, redirect, type, body: await request.clone().text(), signal });
    return script(request);
  };
  const options = { url: 'http://bank.test', fetch, clock, webhookSecrets };
  const gateway = sandboxGateway(timeoutMs === undefined ? options : { ...options, timeoutMs });
  return { gateway, clock, seen };
}

export function answering(status: number, body: unknown): Fetch {
  return async () =>
    new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
}

/** What `fetch` rejects with, in Node, for a connection that failed so. */
export function failing(cause: unknown): Fetch {
  return () => Promise.reject(new TypeError('fetch failed', { cause }));
}

export function systemError(code: string, syscall?: string): Error {
  return Object.assign(new Error(code), { code, ...(syscall === undefined ? {} : { syscall }) });
}

export function never(): Promise<never> {
  return new Promise(() => undefined);
}
