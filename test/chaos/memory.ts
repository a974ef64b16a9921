// Whether a process's memory is flat, told from samples of what it has resident. Pure.

export interface Memory {
  readonly first: number;
  readonly last: number;
  /** What it usually is in the middle third, and in the last: medians. */
  readonly levels: readonly [middle: number, last: number];
}

// Compilers, caches and the collector's own sizes settle in the first third. After that a
// collection may give pages back for a minute, so a low is no level, as a peak is none.
const MOST_GROWTH = 1.1;

export function memoryIn(megabytes: readonly number[]): Memory {
  const third = Math.floor(megabytes.length / 3);
  const levels = [
    median(megabytes.slice(third, 2 * third)),
    median(megabytes.slice(2 * third)),
  ] as const;
  return { first: megabytes[0] ?? 0, last: megabytes.at(-1) ?? 0, levels };
}

/** False also when there were too few samples to tell. */
export function isFlat({ levels: [middle, last] }: Memory): boolean {
  return last < middle * MOST_GROWTH;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
