// The small worlds that are enumerated: which cards are pressed with, how many servers are at work
// at once, how many refunds are asked for. Each is one checkout, one shopper and one bank.

import type { Action } from './action.ts';
import { RULES, type Rules } from './rules.ts';

export type Card = 'good' | 'declined' | 'authentication' | 'debit';

export interface SmallWorld {
  readonly name: string;
  /** Of each attempt, in their order: no more are made. */
  readonly cards: readonly Card[];
  /** How many servers may be at something at the same time. */
  readonly servers: number;
  /** Refunds that the shop asks for, each under a key of its own, each of most of the money. */
  readonly refunds: number;
  /** What has happened before, and went well. */
  readonly prologue: readonly Action[];
  readonly rules: Rules;
}

const PAYS: readonly Action[] = [
  { type: 'press' },
  { type: 'hear', worker: 0 },
  { type: 'arrive', worker: 0 },
  { type: 'hear', worker: 0 },
  { type: 'write', worker: 0 },
];

/** The bank has the charge, and its answer is on the way. */
const CHARGED = PAYS.slice(0, 3);

const ONE = { servers: 1, refunds: 0, prologue: [], rules: RULES } as const;
const TWO = { ...ONE, servers: 2 } as const;

export const WORLDS: readonly SmallWorld[] = [
  { ...TWO, name: 'pays, two servers', cards: ['good'] },
  { ...ONE, name: 'is declined and pays', cards: ['declined', 'good'] },
  { ...ONE, name: 'could not send and pays', cards: ['good', 'good'] },
  { ...ONE, name: 'says yes or no at the bank', cards: ['authentication'] },
  { ...TWO, name: 'is at the bank, two servers', cards: ['authentication'], prologue: CHARGED },
  { ...ONE, name: 'pays by debit', cards: ['debit'] },
  { ...TWO, name: 'waits for a debit, two servers', cards: ['debit'], prologue: CHARGED },
  { ...TWO, name: 'gets some back, two servers', cards: ['good'], refunds: 2, prologue: PAYS },
];

export function withRules(one: SmallWorld, broken: Partial<Rules>): SmallWorld {
  return { ...one, rules: { ...one.rules, ...broken } };
}
