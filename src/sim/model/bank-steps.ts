// What the bank does when a call arrives, when its shopper decides, when days have passed: once per
// key, and what has a tombstone never. Knows no server.

import { withLeg } from './changing.ts';
import { attemptAt, legAt, type Answer, type BankCharge, type Fact, type State } from './state.ts';
import type { Card } from './worlds.ts';

const BECOMES: Readonly<Record<Card, BankCharge & Fact>> = {
  good: 'captured',
  declined: 'declined',
  authentication: 'asks',
  debit: 'pending',
};

interface Came {
  readonly state: State;
  readonly answer: Answer;
}

/** A charge arrives, in time or late. */
export function charge(state: State, number: number, leg: number, card: Card): Came {
  const { bank } = legAt(state, number, leg);
  if (bank !== 'sent') return { state, answer: bank === 'tombstone' ? 'refused' : seen(bank) };
  // The bank's no to a token that an earlier leg has used up; it keeps no charge of it.
  if (isTokenUsed(state, number)) return { state, answer: 'declined' };
  const made = BECOMES[card];
  const waits = made === 'asks' || made === 'pending';
  const told = waits ? ({ waits: 'open' } as const) : ({ ended: 'open' } as const);
  return { state: withLeg(state, number, leg, { bank: made, ...told }), answer: made };
}

/** A token is good for one charge. */
export function isTokenUsed(state: State, number: number): boolean {
  return attemptAt(state, number).legs.some(
    ({ waits, ended }) => waits !== 'none' || ended !== 'none',
  );
}

export function lookup(state: State, number: number, leg: number): Answer {
  return seen(legAt(state, number, leg).bank);
}

/** Leaves a tombstone where nothing was charged yet; ends what waits for its shopper. */
export function cancel(state: State, number: number, leg: number): Came {
  const { bank } = legAt(state, number, leg);
  switch (bank) {
    case 'unsent':
    case 'sent':
      return { state: withLeg(state, number, leg, { bank: 'tombstone' }), answer: 'canceled' };
    case 'asks': {
      const over = { bank: 'tombstone', ended: 'open' } as const;
      return { state: withLeg(state, number, leg, over), answer: 'canceled' };
    }
    case 'tombstone':
    case 'pending':
    case 'captured':
    case 'declined':
      return { state, answer: seen(bank) };
  }
}

/** The shopper's word, or what the days have brought. */
export function decide(state: State, number: number, leg: number, says: 'yes' | 'no'): State {
  const bank = says === 'yes' ? 'captured' : 'declined';
  return withLeg(state, number, leg, { bank, ended: 'open' });
}

/** What a message of the bank says. */
export function factTold(state: State, number: number, leg: number, card: Card): Fact {
  const { bank } = legAt(state, number, leg);
  if (bank === 'captured' || bank === 'declined') return bank;
  return bank === 'tombstone' ? 'canceled' : BECOMES[card];
}

export function waitingTold(card: Card): Fact {
  return BECOMES[card];
}

function seen(bank: BankCharge): Answer {
  switch (bank) {
    case 'unsent':
    case 'sent':
      return 'absent';
    case 'tombstone':
      return 'canceled';
    case 'asks':
    case 'pending':
    case 'captured':
    case 'declined':
      return bank;
  }
}
