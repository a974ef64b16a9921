// What tests of refunds look at and break: the books of a refund, and the bank's door for it.

import type { Fetch } from '../../src/protocol/ports.ts';
import type { Database } from '../../src/server/database.ts';
import type { World } from './world.ts';

export const KEY = '0190d0c4-9c5b-7c11-8a3e-3f1f7c1f0a01';

export const EUROS = (value: number) => ({ value, currency: 'EUR' });

/** What was told of a checkout, in order. */
export async function told(database: Database, checkoutId: string): Promise<unknown[]> {
  const rows = await database.query(
    'SELECT event FROM payonce_outbox WHERE checkout_id = $1 ORDER BY place',
    [checkoutId],
  );
  return rows.map((row) => JSON.parse(String(row['event'])) as unknown);
}

export async function counter(database: Database): Promise<number> {
  const [row] = await database.query('SELECT refunded_value FROM payonce_charges WHERE kept');
  return Number(row?.['refunded_value']);
}

/** A bank that is not there for refunds until it is switched on, or loses their answers. */
export function refundFault(): {
  fault: 'refused' | 'answer-lost' | null;
  between: (bank: Fetch) => Fetch;
} {
  const switchable: ReturnType<typeof refundFault> = {
    fault: null,
    between: (bank) => async (request) => {
      if (!request.url.endsWith('/refunds')) return bank(request);
      if (switchable.fault === 'refused') {
        throw Object.assign(new TypeError('fetch failed'), {
          cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
        });
      }
      const answer = await bank(request);
      if (switchable.fault === 'answer-lost') throw new TypeError('socket hang up');
      return answer;
    },
  };
  return switchable;
}

/** The checkout's status and its refunds, as the shopper sees them. */
export async function outcomes(world: World, id: string): Promise<unknown[]> {
  const { status, payment } = await world.read(id);
  return [status, payment?.refunds.map((refund) => [refund.amount.value, refund.status])];
}
