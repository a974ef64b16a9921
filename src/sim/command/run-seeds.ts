// Hands out seeds to several hands in small batches, in ascending order, and adds up what they
// answer. The same seeds come to the same sums and digest, however many hands there are. Knows no
// thread and no terminal.

import { EMPTY_DIGEST, sumOfDigests, type Digest } from '../digest.ts';
import { RUN_ENDS, type Store } from '../runner.ts';
import { addTally, emptyTally, type Tally } from '../tally.ts';
import type { Batch, BrokenSeed } from './batch.ts';
import { LostHand, type Hand } from './hand.ts';

export interface SeedsOptions {
  readonly first: number;
  readonly count: number;
  readonly store: Store;
  readonly workers: number;
  /** After so many broken seeds no further batch is begun. */
  readonly stopAfter: number;
  readonly hire: () => Hand | Promise<Hand>;
  /** What an earlier run of the same seeds came to before it was ended. */
  readonly begun?: SeedsRun | null;
  readonly onProgress?: (soFar: SeedsRun) => void;
}

/** The seeds without a result: those of a few batches, and all from `next` on. */
export interface SeedsLeft {
  readonly next: number;
  /** Taken by a hand, or given back by one. */
  readonly batches: readonly Batch[];
}

export interface SeedsRun {
  readonly tally: Tally;
  readonly digest: Digest;
  /** Ascending. Also when it stopped early, no lower seed was left out, unless a hand was lost. */
  readonly broken: readonly BrokenSeed[];
  /** Whether every seed was run: else the digest is one of whatever was. */
  readonly isWhole: boolean;
  readonly left: SeedsLeft;
}

// Small, so that all hands end at about the same time and a stop is soon; large enough that the
// message to a worker, some tens of microseconds, is nothing beside a run of milliseconds. On
// PGlite a run alone takes long.
const BATCH_SEEDS: Readonly<Record<Store, number>> = { memory: 20, pglite: 2 };

export async function runSeeds(options: SeedsOptions): Promise<SeedsRun> {
  const { workers, stopAfter, hire, begun, onProgress } = options;
  const queue = new Queue(options, begun?.left);
  const tally = emptyTally();
  const broken: BrokenSeed[] = [...(begun?.broken ?? [])];
  if (begun) addTally(tally, begun.tally);
  let digest = begun?.digest ?? EMPTY_DIGEST;
  let isOver = false;

  const soFar = (isWhole: boolean): SeedsRun => ({
    tally,
    digest,
    broken: [...broken].sort((a, b) => a.seed - b.seed),
    isWhole,
    left: queue.left(),
  });

  async function runOne(hand: Hand, batch: Batch): Promise<boolean> {
    try {
      const result = await hand.run(batch);
      queue.end(batch);
      addTally(tally, result.tally);
      digest = sumOfDigests(digest, result.digest);
      broken.push(...result.broken);
      return true;
    } catch (error) {
      if (!(error instanceof LostHand) || error.seed === null) throw error;
      broken.push(lostSeed(error.seed, error.message));
      queue.end(batch, around(batch, error.seed));
      return false;
    }
  }

  async function work(): Promise<void> {
    let hand = await hire();
    try {
      while (broken.length < stopAfter && !isOver) {
        const batch = queue.take();
        if (batch === null) return;
        if (!(await runOne(hand, batch))) {
          await hand.stop();
          hand = await hire();
        }
        onProgress?.(soFar(false));
      }
    } catch (error) {
      isOver = true;
      throw error;
    } finally {
      await hand.stop();
    }
  }

  // More hands than batches would only cost their start.
  const hands = Math.min(workers, queue.batches);
  await Promise.all(Array.from({ length: hands }, work));
  return soFar(tally.runs === options.count);
}

/** The seeds that nobody has taken yet, in batches, ascending; and which batches are being run. */
class Queue {
  readonly batches: number;
  readonly #end: number;
  readonly #size: number;
  readonly #again: Batch[];
  readonly #taken = new Set<Batch>();
  #next: number;

  constructor({ first, count, store }: SeedsOptions, left: SeedsLeft | undefined) {
    this.#size = BATCH_SEEDS[store];
    this.#again = [...(left?.batches ?? [])];
    this.#next = left?.next ?? first;
    this.#end = first + count;
    this.batches = this.#again.length + Math.ceil((this.#end - this.#next) / this.#size);
  }

  take(): Batch | null {
    const batch = this.#again.shift() ?? this.#fresh();
    if (batch !== null) this.#taken.add(batch);
    return batch;
  }

  /** Nobody is at it any more; `left` is what of it has to be taken again. */
  end(batch: Batch, left: readonly Batch[] = []): void {
    this.#taken.delete(batch);
    this.#again.push(...left);
  }

  left(): SeedsLeft {
    return { next: this.#next, batches: [...this.#taken, ...this.#again] };
  }

  #fresh(): Batch | null {
    const first = this.#next;
    const count = Math.min(this.#size, this.#end - first);
    if (count <= 0) return null;
    this.#next += count;
    return { first, count };
  }
}

function lostSeed(seed: number, why: string): BrokenSeed {
  const words = `The worker that ran seed ${seed} ${why}.`;
  return { seed, violations: [{ promise: RUN_ENDS, words, entries: [], level: 'layer' }] };
}

/** What is left of a batch without the seed that its hand was lost at. */
function around({ first, count }: Batch, seed: number): Batch[] {
  const before = { first, count: seed - first };
  const after = { first: seed + 1, count: first + count - seed - 1 };
  return [before, after].filter((batch) => batch.count > 0);
}
