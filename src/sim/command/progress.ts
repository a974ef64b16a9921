// How far a run of many seeds is: one line that is rewritten on a terminal, a line now and then
// elsewhere, and one for each broken seed as soon as it is known. Knows no clock and no stream of
// its own.

import { duration, whole } from './figures.ts';
import type { SeedsRun } from './run-seeds.ts';

export interface Output {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): void;
}

export interface ProgressOptions {
  readonly count: number;
  /** Of them, those that an earlier sitting ran. */
  readonly runsBefore?: number;
  readonly output: Output;
  /** Milliseconds of real time that only grow. */
  readonly nowMs: () => number;
}

export interface Progress {
  show(soFar: SeedsRun): void;
  /** Leaves the terminal's line empty, for what is said next. */
  clear(): void;
}

// A person sees ten pictures a second as movement, and writing more would cost the seeds.
const REDRAWN_EVERY_MS = 100;
// A log wants a sign of life, not a picture.
const LOGGED_EVERY_MS = 10_000;

const BAR_COLUMNS = 24;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const CLEAR_LINE = '\r\u001b[2K';

/** Rewrites the terminal's line; elsewhere nothing. */
export function showStatus({ isTTY, columns, write }: Output, words: string): void {
  // A line that wraps would not be rewritten but repeated.
  if (isTTY) write(CLEAR_LINE + [...words].slice(0, columns - 1).join(''));
}

export function createProgress({
  count,
  runsBefore = 0,
  output,
  nowMs,
}: ProgressOptions): Progress {
  const startedAt = nowMs();
  const everyMs = output.isTTY ? REDRAWN_EVERY_MS : LOGGED_EVERY_MS;
  let shownAt = startedAt;
  const told = new Set<number>();

  function tellBroken({ broken }: SeedsRun): void {
    for (const { seed, violations } of broken) {
      if (told.has(seed)) continue;
      told.add(seed);
      const promises = [...new Set(violations.map(({ promise }) => promise))];
      showStatus(output, '');
      output.write(`seed ${seed} broke ${promises.join(', ')}\n`);
    }
  }

  return {
    show(soFar) {
      tellBroken(soFar);
      const now = nowMs();
      if (now - shownAt < everyMs) return;
      shownAt = now;
      const words = wordsOf(soFar, count, now - startedAt, runsBefore);
      if (output.isTTY) showStatus(output, `${bar(soFar.tally.runs / count)} ${words}`);
      else output.write(`${words}\n`);
    },
    clear() {
      showStatus(output, '');
    },
  };
}

function wordsOf(
  { tally, broken }: SeedsRun,
  count: number,
  spentMs: number,
  runsBefore: number,
): string {
  const { runs, totals } = tally;
  const own = runs - runsBefore;
  const leftMs = own === 0 ? null : (spentMs / own) * Math.max(0, count - runs);
  return [
    `${whole(runs)} of ${whole(count)} seeds`,
    `${whole(spentMs === 0 ? 0 : (own / spentMs) * 1000)}/s`,
    `${whole(totals.faults)} faults`,
    `${broken.length === 0 ? 'no' : whole(broken.length)} violations`,
    leftMs === null ? 'starting' : `${duration(leftMs)} left`,
  ].join(' · ');
}

function bar(share: number): string {
  const eighths = Math.min(1, share) * BAR_COLUMNS * 8;
  const full = Math.floor(eighths / 8);
  const drawn = '█'.repeat(full) + (EIGHTHS[Math.floor(eighths % 8)] ?? '');
  return `▕${drawn.padEnd(BAR_COLUMNS)}▏`;
}
