// Sums over many runs: how much happened, and for each kind of fault how often it was drawn and how
// often it struck. Plain data, so that it crosses from a worker as it is. Knows no single run.

import type { Outcome, Totals } from './outcome.ts';
import type { Plan } from './plan.ts';

export interface KindTally {
  /** Plans in which it could strike, at a rate or as a trouble. */
  drawn: number;
  /** Plans that have a rate for it, and the sum of those rates. Troubles have none. */
  rated: number;
  rates: number;
  /** Runs in which it struck. */
  runs: number;
  strikes: number;
}

export interface Tally {
  runs: number;
  totals: { -readonly [Name in keyof Totals]: Totals[Name] };
  kinds: Record<string, KindTally>;
}

export function emptyTally(): Tally {
  return {
    runs: 0,
    totals: { faults: 0, exchanges: 0, statements: 0, presses: 0, payments: 0, virtualMs: 0 },
    kinds: {},
  };
}

export function countRun(tally: Tally, { plan, history, totals }: Outcome): void {
  tally.runs += 1;
  addTotals(tally, totals);
  countDrawn(tally, plan);
  const struck = new Set<string>();
  for (const entry of history) {
    if (entry.type !== 'fault') continue;
    kindTally(tally, entry.what).strikes += 1;
    struck.add(entry.what);
  }
  for (const kind of struck) kindTally(tally, kind).runs += 1;
}

function countDrawn(tally: Tally, { rates, troubles }: Plan): void {
  // A server may pause as a fault of a step and as a trouble: both are drawn as one kind.
  const drawn = new Set<string>(troubles.map(({ type }) => type));
  for (const [kind, rate] of Object.entries(rates)) {
    if (rate === 0) continue;
    const counts = kindTally(tally, kind);
    counts.rated += 1;
    counts.rates += rate;
    drawn.add(kind);
  }
  for (const kind of drawn) kindTally(tally, kind).drawn += 1;
}

export function addTally(into: Tally, from: Tally): void {
  into.runs += from.runs;
  addTotals(into, from.totals);
  for (const [kind, counts] of Object.entries(from.kinds)) {
    const sum = kindTally(into, kind);
    sum.drawn += counts.drawn;
    sum.rated += counts.rated;
    sum.rates += counts.rates;
    sum.runs += counts.runs;
    sum.strikes += counts.strikes;
  }
}

function addTotals(tally: Tally, totals: Totals): void {
  tally.totals.faults += totals.faults;
  tally.totals.exchanges += totals.exchanges;
  tally.totals.statements += totals.statements;
  tally.totals.presses += totals.presses;
  tally.totals.payments += totals.payments;
  tally.totals.virtualMs += totals.virtualMs;
}

function kindTally(tally: Tally, kind: string): KindTally {
  return (tally.kinds[kind] ??= { drawn: 0, rated: 0, rates: 0, runs: 0, strikes: 0 });
}
