// A run of seeds that takes hours, in several sittings: a file keeps what the seeds run so far came
// to, and the next sitting goes on from there, further than was meant at first if need be. Only
// from the same seed on and with the same code, or its hash would be one of two programs.

import { digestIn, digestWords } from '../digest.ts';
import { whole } from './figures.ts';
import { hasFields, jsonIn } from './json-file.ts';
import { Mistyped, type SeedsCommand } from './options.ts';
import type { SeedsRun } from './run-seeds.ts';
import { writeWhole } from './written.ts';

export interface Sittings {
  /** The first seed: the one that was named, else the one that the file began with. */
  readonly first: number;
  /** What the sittings before this one came to; null: this is the first. */
  readonly begun: SeedsRun | null;
  /** Real time of those before. */
  readonly wallMs: number;
  /** This one included. */
  readonly count: number;
  /** Writes how far the run is, unless it has just been; `wallMs` is this sitting's own. */
  keep(run: SeedsRun, wallMs: number): void;
  /** The same, in any case. */
  keepLast(run: SeedsRun, wallMs: number): void;
}

/** For a run that nobody will go on with. */
export function oneSitting(first: number): Sittings {
  const keep = (): void => undefined;
  return { first, begun: null, wallMs: 0, count: 1, keep, keepLast: keep };
}

// What a kill costs at most, for some kilobytes that are written as often.
const KEPT_EVERY_MS = 5_000;

/** What the file holds. */
interface Kept {
  readonly code: string;
  readonly first: number;
  readonly count: number;
  readonly store: string;
  readonly sittings: number;
  readonly wallMs: number;
  /** Its digest as it is printed. */
  readonly run: Omit<SeedsRun, 'digest'> & { readonly digest: string };
}

/**
 * `code` names the code that runs; `freshSeed` is the first where neither command nor file names
 * one. Throws `Mistyped` where the file is of another run.
 */
export async function openSittings(
  file: string,
  { first: named, count, store }: SeedsCommand,
  code: string,
  freshSeed: number,
): Promise<Sittings> {
  const kept = await readKept(file);
  const first = named ?? kept?.first ?? freshSeed;
  if (kept !== null) {
    const { first: from, count: seeds, store: at } = kept;
    if (from !== first || seeds > count || at !== store) {
      const words = `${whole(seeds)} seeds from ${from} on ${at}`;
      throw new Mistyped(`${file} is of another run: ${words}.`);
    }
    if (kept.code !== code) {
      throw new Mistyped(`${file} is of other code: delete it to begin anew.`);
    }
  }
  const before = kept?.wallMs ?? 0;
  const sittings = (kept?.sittings ?? 0) + 1;
  let writtenAt = Number.NEGATIVE_INFINITY;

  function keepLast(run: SeedsRun, wallMs: number): void {
    writtenAt = wallMs;
    const kept: Kept = {
      ...{ code, first, count, store, sittings },
      wallMs: before + wallMs,
      run: { ...run, digest: digestWords(run.digest) },
    };
    writeWhole(file, `${JSON.stringify(kept, null, 1)}\n`);
  }

  return {
    first,
    begun: kept && { ...kept.run, digest: digestIn(kept.run.digest) },
    wallMs: before,
    count: sittings,
    keep(run, wallMs) {
      if (wallMs - writtenAt >= KEPT_EVERY_MS) keepLast(run, wallMs);
    },
    keepLast,
  };
}

async function readKept(file: string): Promise<Kept | null> {
  const read = await jsonIn(file);
  if (read === undefined) return null;
  if (!isKept(read)) throw new Mistyped(`${file} does not say how far a run of seeds is.`);
  return read;
}

/** By its outline: a file that has it was written here, by the code that it names. */
function isKept(value: unknown): value is Kept {
  return hasFields(value, {
    string: ['code', 'store'],
    number: ['first', 'count', 'sittings', 'wallMs'],
    object: ['run'],
  });
}
