// The sandbox bank behind the server's gateway port: one HTTP exchange a call, bounded in time, and
// what that exchange proves. An answer it does not know proves nothing.

import * as v from 'valibot';
import { paymentSchema } from '../protocol/messages.ts';
import type { Clock, Fetch } from '../protocol/ports.ts';
import type { ChargeOrder, ChargeOutcome, Gateway, LookupOutcome } from '../server/gateway.ts';
import { sendFailure } from './send-failure.ts';

export interface SandboxOptions {
  /** The bank's origin, such as `http://localhost:4243`. */
  readonly url: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** How long a call may take; default 5 s. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 5_000;

const charge = v.object({
  id: v.string(),
  key: v.string(),
  amount: paymentSchema.entries.amount,
  status: v.picklist(['captured', 'declined']),
  declineCode: v.exactOptional(v.string()),
  declineKind: v.exactOptional(v.picklist(['soft', 'hard', 'technical'])),
  method: paymentSchema.entries.method,
});
const lookup = v.object({ charge: v.nullable(charge), canceled: v.boolean() });
const refusal = v.object({ code: v.string(), charge: v.exactOptional(charge) });
const canceled = v.object({ status: v.literal('canceled') });

type Charge = v.InferOutput<typeof charge>;
// An answer whose status and body contradict each other proves neither.
const STATUS_OF: Readonly<Record<Charge['status'], number>> = { captured: 201, declined: 402 };

type Decided = Extract<ChargeOutcome, { type: 'succeeded' | 'declined' }>;
type Reply =
  | { readonly type: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly type: 'not-sent' | 'unknown'; readonly reason: string };

/**
 * The sandbox bank as a gateway. It charges once per gateway key, keeps tombstones, and its books
 * never lag on cancel.
 */
export function sandboxGateway(options: SandboxOptions): Gateway {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const call = (method: 'GET' | 'POST', path: string, body?: unknown): Promise<Reply> =>
    exchange(options, timeoutMs, method, path, body);
  return {
    public: { type: 'sandbox', clientUrl: new URL('/card', options.url).href },
    timeoutMs,
    charge: async (order) => readCharge(order, await call('POST', '/charges', bodyOf(order))),
    lookup: async (gatewayKey) =>
      readLookup(gatewayKey, await call('GET', `/charges?key=${encodeURIComponent(gatewayKey)}`)),
    cancel: async (gatewayKey) =>
      readCancel(gatewayKey, await call('POST', '/charges/cancel', { key: gatewayKey })),
  };
}

function bodyOf({ gatewayKey, reference, amount, token }: ChargeOrder): unknown {
  return { key: gatewayKey, reference, amount, token };
}

async function exchange(
  { url, fetch, clock }: SandboxOptions,
  timeoutMs: number,
  method: 'GET' | 'POST',
  path: string,
  body: unknown,
): Promise<Reply> {
  const deadline = new AbortController();
  const done = new AbortController();
  const late = clock.sleep(timeoutMs, done.signal).then((): Reply => {
    deadline.abort();
    return { type: 'unknown', reason: `${method} ${path}: no answer in ${timeoutMs} ms` };
  });
  try {
    const request = new Request(new URL(path, url), {
      method,
      signal: deadline.signal,
      // Followed, a redirect to a dead host would fail like a charge that never left.
      redirect: 'manual',
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    return await Promise.race([late, answerOf(fetch, request)]);
  } catch (error) {
    return { type: sendFailure(error), reason: `${method} ${path}: ${String(error)}` };
  } finally {
    done.abort();
  }
}

async function answerOf(fetch: Fetch, request: Request): Promise<Reply> {
  const response = await fetch(request);
  // The status has come, so the charge was sent: whatever breaks from here on proves nothing.
  const text = await response.text().catch(() => '');
  return { type: 'answer', status: response.status, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function readCharge(order: ChargeOrder, reply: Reply): ChargeOutcome {
  if (reply.type !== 'answer') return reply;
  const { status, body } = reply;
  if (v.is(charge, body) && body.key === order.gatewayKey && STATUS_OF[body.status] === status) {
    return decided(body);
  }
  // The bank says of the token, not of the card, that it is no good: another one may be tried.
  if (status === 400 && v.is(refusal, body) && body.code.startsWith('token-')) {
    const method = { type: order.methodType };
    return {
      type: 'declined',
      chargeId: null,
      kind: 'technical',
      declineCode: 'token_invalid',
      method,
    };
  }
  return unknownAnswer(reply);
}

function readLookup(gatewayKey: string, reply: Reply): LookupOutcome {
  if (reply.type !== 'answer') return { type: 'unknown', reason: reply.reason };
  const { status, body } = reply;
  if (status !== 200 || !v.is(lookup, body)) return unknownAnswer(reply);
  if (body.charge !== null) {
    return body.charge.key === gatewayKey ? decided(body.charge) : unknownAnswer(reply);
  }
  return { type: body.canceled ? 'canceled' : 'absent' };
}

function readCancel(gatewayKey: string, reply: Reply): LookupOutcome {
  if (reply.type !== 'answer') return { type: 'unknown', reason: reply.reason };
  const { status, body } = reply;
  if (status === 200 && v.is(canceled, body)) return { type: 'canceled' };
  if (status === 409 && v.is(refusal, body) && body.charge?.key === gatewayKey) {
    return decided(body.charge);
  }
  return unknownAnswer(reply);
}

function decided(found: Charge): Decided {
  const { id: chargeId, method } = found;
  if (found.status === 'captured') {
    return { type: 'succeeded', chargeId, amount: found.amount, method };
  }
  return {
    type: 'declined',
    chargeId,
    kind: found.declineKind ?? 'soft',
    declineCode: found.declineCode ?? 'generic_decline',
    method,
  };
}

function unknownAnswer(reply: Extract<Reply, { type: 'answer' }>): {
  type: 'unknown';
  reason: string;
} {
  return { type: 'unknown', reason: `the bank answered ${reply.status}, which proves nothing` };
}
