// What a run of many seeds came to, and how each broken seed is replayed, as plain text. Knows no
// terminal.

import { digestWords } from '../digest.ts';
import type { Store } from '../runner.ts';
import type { BrokenSeed } from './batch.ts';
import { counted, each, figure, virtualTime, wallTime, whole } from './figures.ts';
import type { SeedsRun } from './run-seeds.ts';

export interface MeasuredRun {
  readonly run: SeedsRun;
  readonly first: number;
  readonly count: number;
  readonly store: Store;
  readonly workers: number;
  /** That the workers could have had, one each. */
  readonly cores: number;
  /** Of all sittings together. */
  readonly wallMs: number;
  readonly sittings: number;
}

/** By the cores that were at work, of which there may be fewer than workers. */
export function seedsPerSecond({ run, workers, cores, wallMs }: MeasuredRun) {
  const all = each(run.tally.runs, wallMs / 1000);
  return { all, perCore: all / Math.min(workers, cores) };
}

/** One line for each figure. */
export function summaryOf(measured: MeasuredRun): string {
  const { run, first, count, store, workers, wallMs, sittings } = measured;
  const { runs, totals } = run.tally;
  const some = (sum: number): string => `${whole(sum)} (${figure(each(sum, runs))} a seed)`;
  const rate = seedsPerSecond(measured);
  const lines: [name: string, words: string][] = [
    ['seeds', `${whole(runs)}${run.isWhole ? '' : ` of ${whole(count)}`}, from ${first}, ${store}`],
    ['virtual time', virtualTime(totals.virtualMs)],
    ['faults', some(totals.faults)],
    ['exchanges', some(totals.exchanges)],
    ['statements', some(totals.statements)],
    ['presses of Pay', some(totals.presses)],
    ['payments', some(totals.payments)],
    ['broken seeds', whole(run.broken.length)],
    ['wall time', `${wallTime(wallMs, sittings)} on ${counted(workers, 'worker')}`],
    ['seeds a second', `${figure(rate.all)}, ${figure(rate.perCore)} a core`],
    ['hash', run.isWhole ? digestWords(run.digest) : 'none: it stopped before the last seed'],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return `${lines.map(([name, words]) => `${name.padEnd(width)}  ${words}`).join('\n')}\n`;
}

/** Every broken seed, what it broke, and the one command that shows it. */
export function complaintsOf({ run, store }: MeasuredRun): string {
  return run.broken.map((broken) => complaint(broken, store)).join('\n');
}

function complaint({ seed, violations }: BrokenSeed, store: Store): string {
  const words = violations.map((violation) => `  ${violation.promise}: ${violation.words}`);
  const command = `  ${replayCommand(seed, store)} --shrink --story`;
  return [`Seed ${seed} broke a promise.`, ...words, command, ''].join('\n');
}

export function replayCommand(seed: number, store: Store): string {
  return `npm run sim -- --seed ${seed}${store === 'memory' ? '' : ` --store ${store}`}`;
}

export function planCommand(file: string): string {
  return `npm run sim -- --plan ${file}`;
}

export function keptCommand(name: string): string {
  return `npm run sim -- --corpus ${name}`;
}
