// What came of one run: whether a promise broke, a hash over all that happened, and how much that
// was. Plain data.

import type { History, Violation } from './history.ts';
import type { Plan } from './plan.ts';

export interface Totals {
  /** Faults and troubles that struck. */
  readonly faults: number;
  /** HTTP round trips: pages to servers, servers to the bank, the bank's webhooks. */
  readonly exchanges: number;
  readonly statements: number;
  readonly presses: number;
  readonly payments: number;
  readonly virtualMs: number;
}

export interface Outcome {
  readonly plan: Plan;
  /** Over every entry of the history: equal runs have equal hashes. */
  readonly hash: string;
  readonly violations: readonly Violation[];
  readonly history: History;
  readonly totals: Totals;
  /** Where servers called out before healing: at each of them one may die. */
  readonly points: readonly string[];
}
