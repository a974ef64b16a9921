// Whether two payment requests under one key are the same request: a digest of everything that
// decides what is charged and from where. Order of members and spelling of numbers do not count;
// the token is never kept in the clear here.

import type { PaymentRequest } from '../protocol/messages.ts';
import { digest } from './identity.ts';

export function fingerprintOf(request: PaymentRequest): string {
  const { amount, cartVersion, paymentMethod } = request;
  return digest([
    'payment',
    amount.value,
    amount.currency,
    cartVersion ?? null,
    paymentMethod.type,
    paymentMethod.token,
  ]);
}
