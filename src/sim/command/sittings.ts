// A run of seeds that takes hours, in several sittings: a file keeps what the seeds run so far came
// to, and the next sitting goes on from there. Only with the same seeds and the same code, or its
// hash would be one of two programs.

import { renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { digestWords } from '../digest.ts';
import type { Tally } from '../tally.ts';
import { whole } from './figures.ts';
import { Mistyped, type SeedsCommand } from './options.ts';
import type { SeedsRun } from './run-seeds.ts';

export interface Sittings {
  /** What the sittings before this one came to; null: this is the first. */
  readonly begun: SeedsRun | null;
  /** Real time of those before. */
  readonly wallMs: number;
  /** This one included. */
  readonly count: number;
  /** Writes how far the run is, if that was not long ago; `wallMs` is this sitting's own. */
  keep(run: SeedsRun, wallMs: number): void;
  /** The same, whenever that was. */
  keepLast(run: SeedsRun, wallMs: number): void;
}

/** For a run that nobody will go on with. */
export const ONE_SITTING: Sittings = {
  begun: null,
  wallMs: 0,
  count: 1,
  keep: () => undefined,
  keepLast: () => undefined,
};

// What a kill costs at most, for some kilobytes that are written as often.
const KEPT_EVERY_MS = 5_000;

const NUMBERS = v.record(v.string(), v.number());
const BATCH = v.object({ first: v.number(), count: v.number() });
const VIOLATION = v.object({
  promise: v.string(),
  words: v.string(),
  entries: v.array(v.number()),
  level: v.picklist(['end-to-end', 'layer']),
});
const KEPT = v.object({
  code: v.string(),
  first: v.number(),
  count: v.number(),
  store: v.string(),
  sittings: v.number(),
  wallMs: v.number(),
  run: v.object({
    tally: v.object({ runs: v.number(), totals: NUMBERS, kinds: v.record(v.string(), NUMBERS) }),
    digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
    broken: v.array(v.object({ seed: v.number(), violations: v.array(VIOLATION) })),
    isWhole: v.boolean(),
    left: v.object({ next: v.number(), batches: v.array(BATCH) }),
  }),
});
type Kept = v.InferOutput<typeof KEPT>;

/** `code` names the code that runs. Throws `Mistyped` where the file is of another run. */
export async function openSittings(
  file: string,
  { first, count, store }: SeedsCommand,
  code: string,
): Promise<Sittings> {
  const kept = await readKept(file);
  if (kept !== null) {
    const { first: from, count: seeds, store: at } = kept;
    if (from !== first || seeds !== count || at !== store) {
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
    write(file, {
      ...{ code, first, count, store, sittings },
      wallMs: before + wallMs,
      run: { ...run, digest: digestWords(run.digest) },
    });
  }

  return {
    begun: kept === null ? null : runOf(kept),
    wallMs: before,
    count: sittings,
    keep(run, wallMs) {
      if (wallMs - writtenAt >= KEPT_EVERY_MS) keepLast(run, wallMs);
    },
    keepLast,
  };
}

async function readKept(file: string): Promise<Kept | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Mistyped(`${file} cannot be read: ${(error as Error).message}.`);
  }
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), KEPT), text);
  if (!read.success) throw new Mistyped(`${file} does not say how far a run of seeds is.`);
  return read.output;
}

function runOf({ run }: Kept): SeedsRun {
  // Sums that were written from a tally of the same code.
  return { ...run, tally: run.tally as unknown as Tally, digest: BigInt(`0x${run.digest}`) };
}

/** Whole or not at all: whoever is killed here leaves the file as it was. */
function write(file: string, kept: unknown): void {
  const beside = `${file}.new`;
  writeFileSync(beside, `${JSON.stringify(kept, null, 1)}\n`);
  renameSync(beside, file);
}
