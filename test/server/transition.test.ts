// The one transition as a table: what each fact does to each leg, while its attempt is live and
// after its end.

import { expect, test } from 'vitest';
import type { ChargeFact } from '../../src/server/gateway.ts';
import type { LegState } from '../../src/server/rows.ts';
import { transition, type Known, type Step } from '../../src/server/transition.ts';
import { KEPT, OPEN, PROCESSING } from './rows.ts';

const CARD = { type: 'card' } as const;
const AMOUNT = { value: 4200, currency: 'EUR' };

const FACTS: Readonly<Record<ChargeFact['type'], ChargeFact>> = {
  succeeded: { type: 'succeeded', chargeId: 'ch_2', amount: AMOUNT, method: CARD },
  declined: { type: 'declined', chargeId: 'ch_2', kind: 'soft', declineCode: 'no', method: CARD },
  action: { type: 'action', chargeId: 'ch_2', url: 'https://bank.test/', method: CARD },
  pending: { type: 'pending', chargeId: 'ch_2', method: CARD },
  canceled: { type: 'canceled' },
};
const TYPES = ['succeeded', 'declined', 'action', 'pending', 'canceled'] as const;

function known(where: 'live' | 'paid' | 'declined', state: LegState): Known {
  const checkout = {
    ...OPEN,
    attempts: 1,
    live: where === 'live' ? 1 : null,
    paid: where === 'paid' ? 1 : null,
  };
  const leg = { leg: 1, state, token: null, charge_id: null, by_hand: false };
  return { checkout, attempt: PROCESSING, leg, capture: null };
}

function wordFor(step: Step): string {
  if (step.type === 'give-back') return step.cause;
  return step.type === 'nothing' ? step.why : step.type;
}

function row(where: 'live' | 'paid' | 'declined', state: LegState): string[] {
  return TYPES.map((type) => wordFor(transition(known(where, state), FACTS[type])));
}

test('while an attempt is live each fact about its leg moves it forward', () => {
  const sent = ['conclude', 'conclude', 'park', 'park', 'void'];
  expect(row('live', 'sending')).toEqual(sent);
  expect(row('live', 'unknown')).toEqual(sent);
  expect(row('live', 'voided')).toEqual(['conclude', 'conclude', 'behind', 'behind', 'void']);
  expect(row('live', 'action')).toEqual(['conclude', 'conclude', 'known', 'park', 'abandon']);
  expect(row('live', 'pending')).toEqual(['conclude', 'conclude', 'known', 'known', 'abandon']);
});

test('a no to another press, whose place this one was given, only uses up the key', () => {
  const said = (state: LegState, press: string, fingerprint = 'mine') => {
    const live = known('live', state);
    const attempt = { ...live.attempt, fingerprint };
    return wordFor(transition({ ...live, attempt }, { ...FACTS.declined, press } as ChargeFact));
  };
  expect([said('sending', 'mine'), said('unknown', 'mine')]).toEqual(['conclude', 'conclude']);
  expect([said('sending', 'another'), said('unknown', 'another')]).toEqual(['void', 'void']);
  expect([said('action', 'another'), said('pending', 'another')]).toEqual(['behind', 'behind']);
  // It waits for that one's charge, which the gateway had before its own.
  const waiting = known('live', 'pending');
  const leg = { ...waiting.leg, charge_id: 'ch_2' };
  const attempt = { ...waiting.attempt, fingerprint: 'mine' };
  const no = { ...FACTS.declined, press: 'another' } as ChargeFact;
  expect(wordFor(transition({ ...waiting, attempt, leg }, no))).toBe('abandon');
  // Taken in from the gateway's list, of a charge that names none: nobody knows whose it is.
  expect(said('sending', 'another', '')).toBe('conclude');
});

test('after success another capture is a duplicate, and a denial contradicts', () => {
  const after = ['duplicate', 'contradicted', 'behind', 'behind', 'contradicted'];
  expect(row('paid', 'succeeded')).toEqual(after);
});

test('another charge than the one that a person named contradicts, and is not given back', () => {
  const paid = known('paid', 'succeeded');
  const byHand = { ...paid, leg: { ...paid.leg, charge_id: 'ch_typed', by_hand: true } };
  const steps = TYPES.map((type) => wordFor(transition(byHand, FACTS[type])));
  expect(steps).toEqual(['contradicted', 'contradicted', 'behind', 'behind', 'contradicted']);
  const named = transition({ ...byHand, capture: KEPT }, FACTS.succeeded);
  expect(named).toEqual({ type: 'nothing', why: 'known' });
});

test('beside a paid attempt a leg that took nothing can only bring a duplicate', () => {
  for (const state of ['voided', 'declined', 'not_sent', 'unknown'] as const) {
    const after = ['duplicate', 'known', 'behind', 'behind', 'known'];
    expect(row('paid', state)).toEqual(after);
  }
});

test('after a decline a capture comes late, and nothing else changes anything', () => {
  for (const state of ['voided', 'declined', 'not_sent', 'unknown'] as const) {
    expect(row('declined', state)).toEqual(['late', 'known', 'behind', 'behind', 'known']);
  }
});

test('a capture that is recorded changes nothing, whatever the leg', () => {
  for (const where of ['live', 'paid', 'declined'] as const) {
    for (const state of ['sending', 'unknown', 'action', 'pending', 'succeeded'] as const) {
      const step = transition({ ...known(where, state), capture: KEPT }, FACTS.succeeded);
      expect(step).toEqual({ type: 'nothing', why: 'known' });
    }
  }
});

test('a fact about an earlier leg never ends the attempt that goes on with a later one', () => {
  const second = { ...known('live', 'voided'), attempt: { ...PROCESSING, leg: 2 } };
  const steps = TYPES.map((type) => wordFor(transition(second, FACTS[type])));
  expect(steps).toEqual(['late', 'known', 'behind', 'behind', 'known']);
});
