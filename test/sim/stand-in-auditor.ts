// What the stand-in world is held to: one promise, judged by its history alone.

import type { HistoryEntry, Violation } from '../../src/sim/history.ts';

export function violationsIn(history: readonly HistoryEntry[]): Violation[] {
  const charges = new Map<string, { n: number; id: string }[]>();
  for (const entry of history) {
    if (entry.type !== 'ledger' || entry.fact.type !== 'charged') continue;
    const { reference, id, status } = entry.fact.charge;
    if (status !== 'captured') continue;
    charges.set(reference, [...(charges.get(reference) ?? []), { n: entry.n, id }]);
  }
  return [...charges]
    .filter(([, made]) => made.length > 1)
    .map(([cart, made]) => ({
      promise: 'captured-once',
      words: `${cart} was captured ${made.length} times: ${made.map(({ id }) => id).join(', ')}.`,
      entries: made.map(({ n }) => n),
      level: 'end-to-end',
    }));
}
