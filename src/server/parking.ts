// When the gateway is asked again about what is not decided yet, and what is stored of a charge
// that waits there. Pure.

import { doublingMs } from '../protocol/doubling.ts';
import type { ActionRequired, Pending } from './gateway.ts';
import type { Settings } from './options.ts';
import type { AttemptRow, LegRow } from './rows.ts';
import type { Parking } from './store/settle.ts';

// The first look after a lost answer comes within 2 s, the later ones at most 5 s apart: an outage
// that ends is noticed soon, and one that lasts costs little.
const FIRST_LOOK_MS = 1_000;
const LAST_LOOK_MS = 5_000;
// What waits for a person or for days is told of by webhook. The looks are for the webhook that was
// lost: the longer it has waited, the less a while more matters.
const PARKED_LOOK_MS = 2_000;
const LAST_LOOKS_MS = {
  // A shopper who is at the bank is called off after minutes.
  action: 10 * 60_000,
  // A debit takes days, and there may be thousands of them.
  pending: 60 * 60_000,
};
const SHARE_OF_AGE = 4;

export function nextLookMs(
  attempt: Pick<AttemptRow, 'checks' | 'created_at'>,
  leg: Pick<LegRow, 'state'>,
  nowMs: number,
): number {
  if (leg.state === 'action' || leg.state === 'pending') {
    const shareMs = (nowMs - attempt.created_at) / SHARE_OF_AGE;
    return Math.round(Math.min(Math.max(shareMs, PARKED_LOOK_MS), LAST_LOOKS_MS[leg.state]));
  }
  return doublingMs(FIRST_LOOK_MS, LAST_LOOK_MS, attempt.checks);
}

export function parkingOf(fact: ActionRequired | Pending, { clock }: Settings): Parking {
  return {
    state: fact.type,
    chargeId: fact.chargeId,
    url: fact.type === 'action' ? fact.url : null,
    method: fact.method,
    nextCheckAt: clock.now() + PARKED_LOOK_MS,
  };
}
