// Refunds, each at most once per key for ever, and never more of a charge than was captured and is
// still there. A charge's refunds are decided in turn. Knows no HTTP.

import { bytesToHex } from '@noble/hashes/utils.js';
import { sameMoney } from '../protocol/money.ts';
import type { Clock, Random } from '../protocol/ports.ts';
import type { Charge, Refund } from './ledger.ts';
import type { Register } from './register.ts';
import type { RefundOrder } from './requests.ts';
import type { Turns } from './turns.ts';

export type RefundResult =
  | { readonly type: 'refunded'; readonly refund: Refund; readonly replayed: boolean }
  | { readonly type: 'key-reused'; readonly refund: Refund }
  | { readonly type: 'charge-unknown' }
  | { readonly type: 'not-captured'; readonly charge: Charge }
  | { readonly type: 'refund-exceeds-captured'; readonly leftValue: number };

export class Refunds {
  readonly #register: Register;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #turns: Turns;

  constructor(register: Register, clock: Clock, random: Random, turns: Turns) {
    this.#register = register;
    this.#clock = clock;
    this.#random = random;
    this.#turns = turns;
  }

  /** Two calls of one key meet at the key, two keys of one charge at the charge. */
  async refund(order: RefundOrder): Promise<RefundResult> {
    return this.#turns.take(`key ${order.key}`, async () =>
      this.#turns.take(order.charge, async () => this.#inTurn(order)),
    );
  }

  find(key: string): Refund | null {
    return this.#register.books.refundOf(key);
  }

  async #inTurn(order: RefundOrder): Promise<RefundResult> {
    const { books } = this.#register;
    const earlier = books.refundOf(order.key);
    if (earlier !== null) {
      const isSame = earlier.charge === order.charge && sameMoney(earlier.amount, order.amount);
      if (!isSame || earlier.reason !== order.reason)
        return { type: 'key-reused', refund: earlier };
      return { type: 'refunded', refund: earlier, replayed: true };
    }
    const entry = books.entry(order.charge);
    if (entry === null) return { type: 'charge-unknown' };
    const { charge, isReversed, refundedValue } = entry;
    if (charge.status !== 'captured') return { type: 'not-captured', charge };
    const leftValue = isReversed ? 0 : charge.amount.value - refundedValue;
    const isOtherCurrency = order.amount.currency !== charge.amount.currency;
    if (isOtherCurrency || order.amount.value > leftValue) {
      return { type: 'refund-exceeds-captured', leftValue };
    }
    const refund: Refund = {
      id: `re_${bytesToHex(this.#random(12))}`,
      key: order.key,
      charge: charge.id,
      reference: charge.reference,
      amount: order.amount,
      status: 'succeeded',
      ...(order.reason !== undefined && { reason: order.reason }),
      createdAt: this.#clock.now(),
    };
    await this.#register.record({ type: 'refunded', atMs: refund.createdAt, refund });
    return { type: 'refunded', refund, replayed: false };
  }
}
