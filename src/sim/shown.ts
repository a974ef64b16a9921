// What a person reads on a page, of what its client knows. Judges nothing.

import type { Snapshot } from '../client/snapshot.ts';
import type { Shown } from './history.ts';

export function shownOf({ status, notice, canSubmit, checkout }: Snapshot): Shown {
  const payment = checkout?.payment ?? null;
  return {
    status,
    notice: notice?.type ?? null,
    saysNothingCharged: notice?.type === 'shop-down' && notice.certain,
    canSubmit,
    checkoutId: checkout?.id ?? null,
    checkoutStatus: checkout?.status ?? null,
    revision: checkout?.revision ?? null,
    amount: checkout?.amount ?? null,
    payment: payment && {
      id: payment.id,
      status: payment.status,
      amount: payment.amount,
      refunds: payment.refunds.map((refund) => ({ status: refund.status, amount: refund.amount })),
    },
  };
}
