// One attempt to pay at the fake shop, how the contract puts it into messages, and what the shop
// notes of each request.

import type { Payment } from '../../src/protocol/messages.ts';
import type { Money } from '../../src/protocol/money.ts';
import { json, problem } from './answers.ts';

export interface Attempt {
  readonly body: string;
  readonly amount: Money;
  status: Payment['status'];
  readonly id: string;
  readonly methodType: string;
  declineCode: string;
}

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  readonly body: string;
  readonly atMs: number;
}

export function paymentBody(amount: Money, cartVersion: string, token: string): string {
  return JSON.stringify({ amount, cartVersion, paymentMethod: { type: 'card', token } });
}

export function paymentOf(attempt: Attempt): Payment {
  const { id, status, amount, methodType, declineCode } = attempt;
  const createdAt = '2026-01-01T00:00:00.000Z';
  const payment = { id, status, amount, method: { type: methodType }, refunds: [], createdAt };
  if (status === 'declined') return { ...payment, declineCode };
  if (status !== 'action_required') return payment;
  return { ...payment, nextAction: { type: 'redirect', url: 'https://bank.example/3ds' } };
}

export function answerOf(attempt: Attempt): Response {
  if (attempt.status === 'succeeded') return json(201, paymentOf(attempt));
  if (attempt.status === 'declined')
    return problem('declined', { declineCode: attempt.declineCode });
  return json(202, paymentOf(attempt));
}
