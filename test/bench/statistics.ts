// Medians of a handful of rounds, and how far the middle half of them lay apart. Medians, because
// one round that met a checkpoint or a neighbour's compiler says nothing about the others.

export interface Spread {
  readonly median: number;
  /** A quarter of the rounds lies below, a quarter above `high`. */
  readonly low: number;
  readonly high: number;
}

export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error('No rounds were measured.');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
    return below + (above - below) * (place % 1);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Round by round, so that what slowed both in one round cancels out. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((value, round) => value / (theirs[round] ?? Number.NaN));
}
