// The bank's memory: an append-only log of facts, and the port through which it is kept. A fact
// names no card number and no security code, only what a token stands for. Knows no file and no
// HTTP.

import * as v from 'valibot';
import { paymentRequestSchema } from '../protocol/messages.ts';

const declineKind = v.picklist(['soft', 'hard', 'technical']);
const amount = paymentRequestSchema.entries.amount;

const outcome = v.variant('status', [
  v.object({ status: v.literal('captured') }),
  v.object({ status: v.literal('declined'), declineCode: v.string(), declineKind }),
]);

const chargeSchema = v.object({
  id: v.string(),
  reference: v.string(),
  key: v.string(),
  amount,
  status: v.picklist(['captured', 'declined']),
  declineCode: v.exactOptional(v.string()),
  declineKind: v.exactOptional(declineKind),
  method: v.object({ type: v.literal('card'), brand: v.string(), last4: v.string() }),
});
/** One charge, as it was answered and as lookups tell of it. Only `captured` took money. */
export type Charge = v.InferOutput<typeof chargeSchema>;

const eventSchema = v.variant('type', [
  v.object({
    type: v.literal('token-issued'),
    atMs: v.number(),
    token: v.string(),
    brand: v.string(),
    last4: v.string(),
    outcome,
  }),
  // Also uses up the token: one fact, so that no crash can come between the two.
  v.object({
    type: v.literal('charged'),
    atMs: v.number(),
    token: v.string(),
    charge: chargeSchema,
  }),
  v.object({ type: v.literal('key-canceled'), atMs: v.number(), key: v.string() }),
]);
export type BankEvent = v.InferOutput<typeof eventSchema>;

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
