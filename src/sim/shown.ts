// What a person reads on a page, of what its client knows. Judges nothing.

import type { Snapshot } from '../client/snapshot.ts';
import type { Shown } from './history.ts';

function saysNothingCharged({ notice }: Snapshot): boolean {
  return (notice?.type === 'shop-down' || notice?.type === 'quote-changed') && notice.certain;
}

export function shownOf(snapshot: Snapshot): Shown {
  const { status, notice, canSubmit, checkout } = snapshot;
  const payment = checkout?.payment ?? null;
  return {
    status,
    notice: notice?.type ?? null,
    saysNothingCharged: saysNothingCharged(snapshot),
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
