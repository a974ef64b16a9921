// The sandbox bank behind the server's gateway port: one HTTP exchange a call, bounded in time, and
// what that exchange proves. An answer it does not know proves nothing.

import * as v from 'valibot';
import type { Clock, Fetch } from '../protocol/ports.ts';
import type {
  ChargeOrder,
  ChargeOutcome,
  Gateway,
  ListOutcome,
  LookupOutcome,
  RefundOrder,
  RefundOutcome,
  Unknown,
  WebhookReading,
} from '../server/gateway.ts';
import {
  answers,
  eventSchema,
  factOf,
  listedOf,
  refundOutcomeOf,
  type SandboxRefund,
  type SandboxCharge,
} from './sandbox-messages.ts';
import { exchange, parsed, type Answer, type Reply } from './sandbox-exchange.ts';
import { signatureCheck, type Signed } from './webhook-signature.ts';

export interface SandboxOptions {
  /** The bank's origin, such as `http://localhost:4243`. */
  readonly url: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** How long a call may take; default 5 s. */
  readonly timeoutMs?: number;
  /**
   * Secrets that the bank's webhooks may be signed with, `whsec_` and base64: several while one is
   * replaced. Default none, and then every webhook is forged.
   */
  readonly webhookSecrets?: readonly string[];
}

const DEFAULT_TIMEOUT_MS = 5_000;
const PAGE = 100;

// An answer whose status and body contradict each other proves neither.
const STATUS_OF: Readonly<Record<SandboxCharge['status'], number | null>> = {
  captured: 201,
  pending: 202,
  declined: 402,
  canceled: null,
};

/**
 * The sandbox bank as a gateway. It charges once per gateway key, keeps tombstones, and its books
 * never lag on cancel.
 */
export function sandboxGateway(options: SandboxOptions): Gateway {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const checked = signatureCheck(options.webhookSecrets ?? []);
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
    list: async (sinceMs, cursor) => {
      const since = String(Math.max(0, Math.floor(sinceMs)));
      return readPage(await call('GET', pagePath({ since }, cursor)));
    },
    listFor: async (reference, cursor) =>
      readPage(await call('GET', pagePath({ reference }, cursor))),
    refund: async (order) => readRefund(order, await call('POST', '/refunds', refundBodyOf(order))),
    readWebhook: (headers, body, nowMs) => readEvent(checked(headers, body, nowMs)),
  };
}

function bodyOf(order: ChargeOrder): unknown {
  const { gatewayKey, reference, amount, token, label, returnUrl } = order;
  return { key: gatewayKey, reference, amount, token, label, returnUrl };
}

function refundBodyOf({ gatewayKey, chargeId, amount, reason }: RefundOrder): unknown {
  return { key: gatewayKey, charge: chargeId, amount, reason };
}

function pagePath(which: Readonly<Record<string, string>>, cursor: string | null): string {
  const query = new URLSearchParams({ ...which, limit: String(PAGE) });
  if (cursor !== null) query.set('cursor', cursor);
  return `/charges?${query.toString()}`;
}

function readCharge(order: ChargeOrder, reply: Reply): ChargeOutcome {
  if (reply.type !== 'answer') return reply;
  const { status, body } = reply;
  const isOurs = v.is(answers.charge, body) && body.key === order.gatewayKey;
  if (isOurs && STATUS_OF[body.status] === status) {
    const fact = factOf(body);
    return fact.type === 'canceled' ? unknownAnswer(reply) : fact;
  }
  if (status === 422 && v.is(answers.refusal, body) && body.code === 'key-reused') {
    return { type: 'key-reused', reason: 'the bank knows the key from another order' };
  }
  // The bank says of the token, not of the card, that it is no good: another one may be tried.
  if (status === 400 && v.is(answers.refusal, body) && body.code.startsWith('token-')) {
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
  if (status !== 200 || !v.is(answers.lookup, body)) return unknownAnswer(reply);
  if (body.charge !== null) {
    return body.charge.key === gatewayKey ? factOf(body.charge) : unknownAnswer(reply);
  }
  return { type: body.canceled ? 'canceled' : 'absent' };
}

function readCancel(gatewayKey: string, reply: Reply): LookupOutcome {
  if (reply.type !== 'answer') return { type: 'unknown', reason: reply.reason };
  const { status, body } = reply;
  if (status === 200 && v.is(answers.canceled, body)) return { type: 'canceled' };
  if (status === 409 && v.is(answers.refusal, body) && body.charge?.key === gatewayKey) {
    return factOf(body.charge);
  }
  return unknownAnswer(reply);
}

function readPage(reply: Reply): ListOutcome {
  if (reply.type !== 'answer') return { type: 'unknown', reason: reply.reason };
  const { status, body } = reply;
  // One charge that cannot be read spoils the page: left out, it would be a charge that is lost.
  if (status !== 200 || !v.is(answers.page, body)) return unknownAnswer(reply);
  return { type: 'page', charges: body.charges.map(listedOf), next: body.next };
}

const REFUSALS: ReadonlySet<number> = new Set([404, 409, 422]);
// The bank's word that this refund was not made and never will be.
const NEVER_REFUNDED = new Set(['refund-exceeds-captured', 'charge-unknown']);

function readRefund(order: RefundOrder, reply: Reply): RefundOutcome {
  if (reply.type !== 'answer') return reply;
  const { status, body } = reply;
  if (status === 201 && v.is(answers.refund, body) && isOf(order, body)) {
    return refundOutcomeOf(body);
  }
  if (!REFUSALS.has(status) || !v.is(answers.refusal, body)) return unknownAnswer(reply);
  const { code, charge, refund } = body;
  // The key was sent before, for another amount: what was refunded then is the refund of this key.
  if (code === 'key-reused' && refund !== undefined && isOf(order, refund)) {
    return refundOutcomeOf(refund);
  }
  // A charge that is still open may be captured yet, and a call that is on its way refund it then.
  const isOver = charge !== undefined && charge.status !== 'pending';
  const isNever = NEVER_REFUNDED.has(code) || (code === 'not-captured' && isOver);
  return isNever ? { type: 'failed', refundId: null, reason: code } : unknownAnswer(reply);
}

function isOf({ gatewayKey, chargeId }: RefundOrder, { key, charge }: SandboxRefund): boolean {
  return key === gatewayKey && charge === chargeId;
}

function readEvent(signed: Signed): WebhookReading {
  if (!signed.ok) return { type: 'forged', reason: signed.reason };
  const { id: eventId } = signed;
  const read = v.safeParse(eventSchema, parsed(signed.text));
  if (!read.success) return { type: 'ignored', eventId };
  const event = read.output;
  switch (event.type) {
    case 'charge.updated': {
      const { charge } = event.data;
      const { key: gatewayKey, reference } = charge;
      return { type: 'charge', eventId, gatewayKey, reference, fact: factOf(charge) };
    }
    case 'charge.reversed': {
      const { charge, reason } = event.data;
      const { key: gatewayKey, reference, id: chargeId } = charge;
      return { type: 'reversal', eventId, gatewayKey, reference, chargeId, reason };
    }
    case 'refund.updated': {
      const { refund } = event.data;
      const outcome = refundOutcomeOf(refund);
      return { type: 'refund', eventId, gatewayKey: refund.key, outcome };
    }
    default:
      return event satisfies never;
  }
}

function unknownAnswer(reply: Answer): Unknown {
  return { type: 'unknown', reason: `the bank answered ${reply.status}, which proves nothing` };
}
