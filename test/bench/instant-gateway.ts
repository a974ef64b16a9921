// A gateway inside this process that says yes at once: what is measured behind it is payonce's own
// cost and the database's, never a bank's.

import type { Gateway, LookupOutcome } from '../../src/server/gateway.ts';

export const INSTANT_CARD = { type: 'card', brand: 'visa', last4: '4242' } as const;

// Never waited for; the lease of a claim is made of it, so it is the sandbox bank's.
const TIMEOUT_MS = 5_000;

export function instantGateway(): Gateway {
  const absent: LookupOutcome = { type: 'absent' };
  return {
    public: { type: 'instant' },
    timeoutMs: TIMEOUT_MS,
    charge: async ({ gatewayKey, amount }) => ({
      type: 'succeeded',
      chargeId: `ch_${gatewayKey}`,
      amount,
      method: INSTANT_CARD,
    }),
    lookup: async () => absent,
    cancel: async () => ({ type: 'canceled' }),
    list: async () => ({ type: 'page', charges: [], next: null }),
    listFor: async () => ({ type: 'page', charges: [], next: null }),
    refund: async ({ gatewayKey, amount }) => ({
      type: 'succeeded',
      refundId: `re_${gatewayKey}`,
      amount,
    }),
    readWebhook: () => ({ type: 'forged', reason: 'this gateway sends none' }),
  };
}
