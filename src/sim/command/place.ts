// Where a worker is, in memory that it shares with its parent: readable even while the worker is
// stuck in a loop or dead.

const SEED = 0;
const BEGUN = 1;

export interface Place {
  readonly memory: SharedArrayBuffer;
  begin(seed: number): void;
  /** The seed begun last; null: none yet. */
  seed(): number | null;
  /** How many seeds have been begun. */
  begun(): number;
}

export function newPlace(): Place {
  return placeIn(new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT));
}

export function placeIn(memory: SharedArrayBuffer): Place {
  const numbers = new Float64Array(memory);
  const begun = (): number => numbers[BEGUN] ?? 0;
  return {
    memory,
    begin(seed) {
      numbers[SEED] = seed;
      numbers[BEGUN] = begun() + 1;
    },
    seed: () => (begun() === 0 ? null : (numbers[SEED] ?? null)),
    begun,
  };
}
