// What a charge call comes to before anybody else has a say: captured or declined at once, or
// pending, and then what it waits for. Pure; writes nothing.

import { AUTHENTICATION_REQUIRED } from './card-table.ts';
import type { Token } from './books.ts';
import type { Awaits, MadeCharge } from './ledger.ts';
import type { ChargeOrder } from './requests.ts';

/** How long what is not decided at once may take. */
export interface Waits {
  /** A bank debit to settle, and then again to be returned. */
  readonly debitSettleMs: number;
  /** A shopper to say yes or no at the bank's page. */
  readonly authenticationMs: number;
}

export interface Circumstances {
  readonly id: string;
  /** Unguessable: whoever knows it may decide about the charge. */
  readonly secret: string;
  readonly nowMs: number;
  readonly waits: Waits;
  /** Where this bank is reached, for the address of its own page. */
  readonly origin: string;
}

export interface NewCharge {
  readonly charge: MadeCharge;
  readonly awaits?: Awaits;
}

export function newCharge(order: ChargeOrder, token: Token, now: Circumstances): NewCharge {
  const { outcome, brand, last4 } = token;
  const { key, reference, amount, label, returnUrl } = order;
  const { id, secret, nowMs, waits } = now;
  const base = { id, reference, key, amount };
  const rest = {
    method: { type: outcome.status === 'debit' ? 'bank_debit' : 'card', brand, last4 },
    ...(label !== undefined && { label }),
  } as const;
  switch (outcome.status) {
    case 'captured':
    case 'declined':
      return { charge: { ...base, ...outcome, ...rest } };
    case 'authentication': {
      if (returnUrl === undefined) {
        return { charge: { ...base, ...AUTHENTICATION_REQUIRED, ...rest } };
      }
      const url = `${now.origin}/authenticate/${id}?secret=${secret}`;
      return {
        charge: { ...base, status: 'pending', nextAction: { type: 'redirect', url }, ...rest },
        awaits: {
          type: 'authentication',
          secret,
          returnUrl,
          endsAtMs: nowMs + waits.authenticationMs,
          then: outcome.then,
        },
      };
    }
    case 'debit': {
      const settlesAtMs = nowMs + waits.debitSettleMs;
      const returnsAtMs = outcome.returns ? settlesAtMs + waits.debitSettleMs : null;
      return {
        charge: { ...base, status: 'pending', ...rest },
        awaits: { type: 'debit', settlesAtMs, then: outcome.then, returnsAtMs },
      };
    }
    default:
      return outcome satisfies never;
  }
}
