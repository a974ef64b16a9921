// What the real bank tells by webhook, delivered by hand: signed anew each time, as it signs when
// it sends. Knows which leg and which refund a message is of.

import { webhookSender } from '../../bank/webhook-sender.ts';
import type { Clock, Fetch } from '../../protocol/ports.ts';
import { gatewayKeyOf, refundIdOf } from '../../server/identity.ts';
import { SHOP_URL, WEBHOOK_SECRET } from '../places.ts';
import type { RealBank } from './real-bank.ts';
import { CHECKOUT_ID, type Setup } from './real-setup.ts';
import { MAX_LEGS } from './state.ts';

const WEBHOOK_URL = `${SHOP_URL}/webhooks/sandbox`;

export function keyOfLeg(number: number, leg: number): string {
  return gatewayKeyOf(CHECKOUT_ID, number, leg);
}

export class RealMessages {
  /** By the number of the refund. */
  readonly refundIds: readonly string[];
  readonly #bank: RealBank;
  readonly #setup: Setup;
  readonly #clock: Clock;

  constructor(bank: RealBank, setup: Setup, nowMs: () => number) {
    this.#bank = bank;
    this.#setup = setup;
    this.#clock = { now: nowMs, sleep: () => new Promise(() => undefined) };
    this.refundIds = setup.refundKeys.map((key) => refundIdOf(CHECKOUT_ID, 'merchant', key));
  }

  ofLeg(number: number, leg: number, which: 'waits' | 'ended'): string {
    const charge = this.#bank.charge(keyOfLeg(number, leg));
    const status = which === 'waits' ? 'pending' : (charge?.status ?? '');
    return `evt_${charge?.id ?? ''}_${status}`;
  }

  ofRefund(number: number): string {
    return `evt_${this.#bank.refundId(this.refundIds[number] ?? '') ?? ''}_succeeded`;
  }

  /** Answers what the shop answered. */
  async tell(fetch: Fetch, id: string): Promise<Response> {
    const event = this.#bank.event(id);
    if (event === null) throw new Error(`the bank has nothing to tell of ${id}`);
    const told: { answer: Response | null } = { answer: null };
    const hearing: Fetch = async (request) => {
      const answer = await fetch(request);
      told.answer = answer;
      return answer;
    };
    await webhookSender(hearing, this.#clock, WEBHOOK_SECRET)(event, WEBHOOK_URL);
    if (told.answer === null) throw new Error('the shop did not answer the bank');
    return told.answer;
  }

  refundOf(rowId: string): number {
    return this.refundIds.indexOf(rowId);
  }

  refundOfEvent(eventId: string): number {
    return this.refundIds.findIndex((_id, number) => this.ofRefund(number) === eventId);
  }

  /** Null: it is of no leg. */
  legOfEvent(eventId: string): string | null {
    for (const [index] of this.#setup.tokens.entries()) {
      for (let leg = 1; leg <= MAX_LEGS; leg += 1) {
        const charge = this.#bank.charge(keyOfLeg(index + 1, leg));
        const isOf = charge !== null && eventId.startsWith(`evt_${charge.id}_`);
        if (isOf) return `${index + 1}.${leg}`;
      }
    }
    return null;
  }
}
