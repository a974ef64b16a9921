// What the sandbox bank says, and what it proves: the shapes of its answers and webhooks, read into
// the gateway port's words. A body that is not quite one of them proves nothing.

import * as v from 'valibot';
import { paymentSchema } from '../protocol/messages.ts';
import type { ChargeFact, ChargeLabel, ListedCharge, RefundOutcome } from '../server/gateway.ts';

const amount = paymentSchema.entries.amount;

const address = v.pipe(
  v.string(),
  // A shopper is sent there: never into script, whatever a bank says.
  v.check((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)),
);

const chargeSchema = v.object({
  id: v.string(),
  key: v.string(),
  reference: v.string(),
  amount,
  status: v.picklist(['pending', 'captured', 'declined', 'canceled']),
  declineCode: v.exactOptional(v.string()),
  declineKind: v.exactOptional(v.picklist(['soft', 'hard', 'technical'])),
  method: paymentSchema.entries.method,
  nextAction: v.exactOptional(v.object({ type: v.literal('redirect'), url: address })),
  label: v.optional(v.unknown()),
});
export type SandboxCharge = v.InferOutput<typeof chargeSchema>;

const listedSchema = v.object({
  ...chargeSchema.entries,
  createdAt: v.pipe(v.number(), v.safeInteger()),
  refundedValue: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  reversed: v.boolean(),
});

const labelSchema = v.object({
  mark: v.string(),
  tenant: v.string(),
  principal: v.string(),
  cartId: v.string(),
  cartVersion: v.string(),
  // Older charges have none.
  press: v.optional(v.string(), ''),
});

const refundSchema = v.object({
  id: v.string(),
  key: v.string(),
  charge: v.string(),
  amount,
  status: v.picklist(['succeeded', 'pending', 'failed']),
  reason: v.exactOptional(v.string()),
});
export type SandboxRefund = v.InferOutput<typeof refundSchema>;

export const answers = {
  charge: chargeSchema,
  lookup: v.object({ charge: v.nullable(chargeSchema), canceled: v.boolean() }),
  refusal: v.object({
    code: v.string(),
    charge: v.exactOptional(chargeSchema),
    refund: v.exactOptional(refundSchema),
  }),
  canceled: v.object({ status: v.literal('canceled') }),
  page: v.object({ charges: v.array(listedSchema), next: v.nullable(v.string()) }),
  refund: refundSchema,
} as const;

export const eventSchema = v.variant('type', [
  v.object({ type: v.literal('charge.updated'), data: v.object({ charge: chargeSchema }) }),
  v.object({
    type: v.literal('charge.reversed'),
    data: v.object({ charge: chargeSchema, reason: v.string() }),
  }),
  v.object({ type: v.literal('refund.updated'), data: v.object({ refund: refundSchema }) }),
]);

/** What the bank's books prove of a charge that it tells. */
export function factOf(charge: SandboxCharge): ChargeFact {
  const { id: chargeId, method, nextAction } = charge;
  switch (charge.status) {
    case 'captured':
      return { type: 'succeeded', chargeId, amount: charge.amount, method };
    case 'declined': {
      const { declineKind: kind = 'soft', declineCode = 'generic_decline' } = charge;
      const press = labelOf(charge.label)?.press ?? '';
      return {
        type: 'declined',
        chargeId,
        kind,
        declineCode,
        method,
        ...(press !== '' && { press }),
      };
    }
    case 'pending':
      if (nextAction === undefined) return { type: 'pending', chargeId, method };
      return { type: 'action', chargeId, url: nextAction.url, method };
    case 'canceled':
      return { type: 'canceled' };
    default:
      return charge.status satisfies never;
  }
}

export function listedOf(charge: v.InferOutput<typeof listedSchema>): ListedCharge {
  const { key: gatewayKey, reference, createdAt: createdAtMs, amount: listedAmount } = charge;
  const told = factOf(charge);
  const returnedValue = charge.reversed ? listedAmount.value : charge.refundedValue;
  const fact = told.type === 'succeeded' ? { ...told, returnedValue } : told;
  const label = labelOf(charge.label);
  return { gatewayKey, reference, createdAtMs, amount: listedAmount, label, fact };
}

function labelOf(label: unknown): ChargeLabel | null {
  const read = v.safeParse(labelSchema, label);
  return read.success ? read.output : null;
}

export function refundOutcomeOf({
  id: refundId,
  amount: refunded,
  status,
}: SandboxRefund): Extract<RefundOutcome, { type: 'succeeded' | 'pending' | 'failed' }> {
  switch (status) {
    case 'succeeded':
      return { type: status, refundId, amount: refunded };
    case 'pending':
      return { type: status, refundId };
    case 'failed':
      return { type: status, refundId, reason: 'the bank could not refund it' };
    default:
      return status satisfies never;
  }
}
