// The bank's memory: an append-only log of facts, and the port through which it is kept. A fact
// names no account number and no security code, only what a token stands for. Knows no file and no
// HTTP.

import * as v from 'valibot';
import { paymentRequestSchema } from '../protocol/messages.ts';

const declineKind = v.picklist(['soft', 'hard', 'technical']);
const amount = paymentRequestSchema.entries.amount;

const captured = v.object({ status: v.literal('captured') });
const declined = v.object({
  status: v.literal('declined'),
  declineCode: v.string(),
  declineKind,
});
const verdict = v.variant('status', [captured, declined]);
/** How a charge ends: only `captured` took money. */
export type Verdict = v.InferOutput<typeof verdict>;

const outcome = v.variant('status', [
  captured,
  declined,
  /** The shopper must say yes at the bank's page first. */
  v.object({ status: v.literal('authentication'), then: verdict }),
  /** A bank debit, decided later; `returns` when it is taken back after it was captured. */
  v.object({ status: v.literal('debit'), then: verdict, returns: v.boolean() }),
]);
/** What a token stands for: what a charge of it will come to. */
export type Outcome = v.InferOutput<typeof outcome>;

const label = v.record(v.string(), v.string());

const chargeSchema = v.object({
  id: v.string(),
  reference: v.string(),
  key: v.string(),
  amount,
  status: v.picklist(['pending', 'captured', 'declined', 'canceled']),
  declineCode: v.exactOptional(v.string()),
  declineKind: v.exactOptional(declineKind),
  method: v.object({
    type: v.picklist(['card', 'bank_debit']),
    brand: v.string(),
    last4: v.string(),
  }),
  nextAction: v.exactOptional(v.object({ type: v.literal('redirect'), url: v.string() })),
  label: v.exactOptional(label),
});
/** One charge as it was made. */
export type MadeCharge = v.InferOutput<typeof chargeSchema>;

/** One charge as it stands, as answers, lookups and webhooks tell of it. */
export interface Charge extends MadeCharge {
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

const awaits = v.variant('type', [
  v.object({
    type: v.literal('authentication'),
    secret: v.string(),
    returnUrl: v.string(),
    endsAtMs: v.number(),
    then: verdict,
  }),
  v.object({
    type: v.literal('debit'),
    settlesAtMs: v.number(),
    then: verdict,
    returnsAtMs: v.nullable(v.number()),
  }),
]);
/** What a pending charge waits for. */
export type Awaits = v.InferOutput<typeof awaits>;

const refundSchema = v.object({
  id: v.string(),
  key: v.string(),
  charge: v.string(),
  reference: v.string(),
  amount,
  status: v.picklist(['succeeded', 'failed']),
  reason: v.exactOptional(v.string()),
  createdAt: v.number(),
});
export type Refund = v.InferOutput<typeof refundSchema>;

const atMs = v.number();

const eventSchema = v.variant('type', [
  v.object({
    type: v.literal('token-issued'),
    atMs,
    token: v.string(),
    brand: v.string(),
    last4: v.string(),
    outcome,
  }),
  // Also uses up the token: one fact, so that no crash can come between the two.
  v.object({
    type: v.literal('charged'),
    atMs,
    token: v.string(),
    charge: chargeSchema,
    awaits: v.exactOptional(awaits),
  }),
  v.object({ type: v.literal('key-canceled'), atMs, key: v.string() }),
  // What a pending charge came to. `canceled` also leaves the tombstone on its key.
  v.object({
    type: v.literal('settled'),
    atMs,
    charge: v.string(),
    verdict: v.variant('status', [captured, declined, v.object({ status: v.literal('canceled') })]),
  }),
  v.object({ type: v.literal('reversed'), atMs, charge: v.string(), reason: v.string() }),
  v.object({ type: v.literal('refunded'), atMs, refund: refundSchema }),
  // A webhook that nobody needs to send again: somebody took it, a fault lost it, or it grew old.
  v.object({
    type: v.literal('event-delivered'),
    atMs,
    event: v.string(),
    how: v.picklist(['taken', 'lost', 'given-up']),
  }),
]);
export type BankEvent = v.InferOutput<typeof eventSchema>;
export type BankFact<T extends BankEvent['type']> = Extract<BankEvent, { type: T }>;

/**
 * Where the facts are kept. `append` resolves only when the fact is durable, since an answer goes
 * out right after; facts are read back in the order in which they were appended. When `append`
 * rejects, the fact may or may not stand.
 */
export interface Ledger {
  append(event: BankEvent): Promise<void>;
  read(): Promise<readonly BankEvent[]>;
}

/** Parses a fact that was kept outside. Throws with the path of what is wrong. */
export function parseBankEvent(input: unknown): BankEvent {
  const result = v.safeParse(eventSchema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`not a fact of this ledger: ${v.getDotPath(issue) ?? ''} ${issue.message}`);
}
