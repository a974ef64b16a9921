// The command itself: does what was typed, says what came of it, and answers with the exit code.
// World, workers, terminal and clock are handed in, so that all of it can be run in a test.

import { readFile, writeFile } from 'node:fs/promises';
import { neverStruck, runCorpus, type KeptStory } from '../corpus/corpus.ts';
import { reportWith, type SectionName } from '../report.ts';
import {
  bugsSection,
  mutantsSection,
  seedsSection,
  systematicSection,
  timeSection,
  type Measuring,
} from '../report/sections.ts';
import type { Runner, Store } from '../runner.ts';
import type { Paint } from '../story/text.ts';
import { tellBrokenRuns } from './broken-runs.ts';
import { counted, duration } from './figures.ts';
import type { Hand } from './hand.ts';
import { HELP } from './help.ts';
import { commandOf, Mistyped } from './options.ts';
import type {
  Command,
  MutantsCommand,
  ProfileCommand,
  SeedsCommand,
  SystematicCommand,
} from './options.ts';
import { createProgress, showStatus, type Output } from './progress.ts';
import { replay, violationWords } from './replay.ts';
import { runSeeds } from './run-seeds.ts';
import { isProven, type ProveMutants, type RunProfile, type RunSystematic } from './seams.ts';
import { oneSitting, openSittings } from './sittings.ts';
import { complaintsOf, keptCommand, summaryOf, type MeasuredRun } from './summary.ts';

export interface Simulator {
  readonly runner: Runner;
  /** Another worker for the same world. */
  readonly hire: (store: Store) => Hand | Promise<Hand>;
  /** Names the code that the workers run. */
  readonly code: () => Promise<string>;
  readonly corpus: readonly KeptStory[];
  readonly proveMutants: ProveMutants;
  readonly runSystematic: RunSystematic;
  readonly runProfile: RunProfile;
}

export interface Surroundings {
  readonly output: Output;
  readonly complain: (text: string) => void;
  readonly paint: Paint;
  /** Milliseconds of real time that only grow. */
  readonly nowMs: () => number;
  /** A first seed that nobody has named. */
  readonly freshSeed: number;
  readonly machine: Omit<Measuring, 'command' | 'wallMs' | 'sittings'>;
  readonly reportFile: string;
  /** Makes an empty one, for whatever has to be kept for a person to look at. */
  readonly newFolder: () => Promise<string>;
}

export const KEPT = 0;
export const BROKEN = 1;
export const MISTYPED = 2;

export async function simulate(
  typed: readonly string[],
  simulator: Simulator,
  around: Surroundings,
): Promise<number> {
  try {
    const defaults = { first: around.freshSeed, workers: around.machine.cores };
    const command = commandOf(typed, defaults);
    return (await new Simulation(simulator, around).do(command)) ? KEPT : BROKEN;
  } catch (error) {
    if (!(error instanceof Mistyped)) throw error;
    around.complain(`${error.message}\nnpm run sim -- --help says what can be typed.\n`);
    return MISTYPED;
  }
}

class Simulation {
  readonly #simulator: Simulator;
  readonly #around: Surroundings;
  readonly #startedAt: number;

  constructor(simulator: Simulator, around: Surroundings) {
    this.#simulator = simulator;
    this.#around = around;
    this.#startedAt = around.nowMs();
  }

  /** Whether every promise was kept. */
  async do(command: Command): Promise<boolean> {
    switch (command.type) {
      case 'help':
        this.#say(HELP);
        return true;
      case 'seeds':
        return this.#seeds(command);
      case 'replay': {
        const say = (text: string): void => this.#say(text);
        const show = (words: string): void => showStatus(this.#around.output, words);
        return replay(command, { ...this.#simulator, say, show, paint: this.#around.paint });
      }
      case 'corpus':
        return this.#corpus();
      case 'mutants':
        return this.#mutants(command);
      case 'systematic':
        return this.#systematic(command);
      case 'profile':
        return this.#profile(command);
      default:
        return command satisfies never;
    }
  }

  #say(text: string): void {
    this.#around.output.write(text);
  }

  #wallMs(): number {
    return this.#around.nowMs() - this.#startedAt;
  }

  async #seeds(command: SeedsCommand): Promise<boolean> {
    const { output, nowMs, machine, freshSeed } = this.#around;
    const { count, store, workers, resume } = command;
    const sittings =
      resume === null
        ? oneSitting(command.first ?? freshSeed)
        : await openSittings(resume, command, await this.#simulator.code(), freshSeed);
    const { first } = sittings;
    const threads = counted(workers, 'worker');
    this.#say(`${counted(count, 'seed')} from ${first}, ${store}, ${threads}\n`);
    const runsBefore = sittings.begun?.tally.runs ?? 0;
    const progress = createProgress({ count, runsBefore, output, nowMs });
    const run = await runSeeds({
      ...command,
      first,
      begun: sittings.begun,
      hire: () => this.#simulator.hire(store),
      onProgress: (soFar) => {
        progress.show(soFar);
        sittings.keep(soFar, this.#wallMs());
      },
    });
    progress.clear();
    sittings.keepLast(run, this.#wallMs());
    const time = { wallMs: sittings.wallMs + this.#wallMs(), sittings: sittings.count };
    const measured: MeasuredRun = { ...command, first, ...time, run, cores: machine.cores };
    this.#say(`\n${summaryOf(measured)}`);
    if (run.broken.length > 0) this.#around.complain(`\n${complaintsOf(measured)}`);
    if (command.writesReport) {
      const words = `--seeds ${count} --from ${first} --store ${store} --workers ${workers}`;
      await this.#report(store, seedsSection(measured, { ...this.#measuring(words), ...time }));
    }
    return run.broken.length === 0;
  }

  async #corpus(): Promise<boolean> {
    const { corpus, runner } = this.#simulator;
    const { outcomes, hash } = await runCorpus(corpus, runner);
    let isGood = true;
    for (const { story, outcome } of outcomes) {
      const words = outcome.violations.length === 0 ? [] : [violationWords(outcome.violations)];
      words.push(...neverStruck(outcome).map((key) => `  ${key} never strikes`));
      if (words.length === 0) continue;
      isGood = false;
      const command = `  ${keptCommand(story.name)} --story`;
      this.#around.complain(`${[story.name, ...words, command].join('\n')}\n`);
    }
    this.#say(`${counted(outcomes.length, 'kept story', 'kept stories')}, hash ${hash}\n`);
    return isGood;
  }

  async #mutants(command: MutantsCommand): Promise<boolean> {
    const onProgress = (words: string): void => this.#say(`${words}\n`);
    const { first, workers } = command;
    const options = { first, workers, store: 'memory', onProgress } as const;
    const result = await this.#simulator.proveMutants(options);
    const words = `--mutants --from ${first} --workers ${workers}`;
    const section = mutantsSection(result, this.#measuring(words));
    this.#say(`\n${section}\n`);
    if (command.writesReport) await this.#report('mutants', section);
    return isProven(result);
  }

  async #systematic(command: SystematicCommand): Promise<boolean> {
    const onProgress = (words: string): void => this.#say(`${words}\n`);
    const { workers } = command;
    const result = await this.#simulator.runSystematic({ workers, onProgress });
    const words = `--systematic --workers ${workers}`;
    const section = systematicSection(result, this.#measuring(words));
    this.#say(`\n${section}\n`);
    const { newFolder, complain } = this.#around;
    const runs = result.broken.flatMap(({ plan, ...told }) => (plan ? [{ ...told, plan }] : []));
    for (const text of await tellBrokenRuns(runs, newFolder)) complain(`\n${text}`);
    for (const { promise, words: how, plan } of result.broken) {
      if (plan === null) complain(`\n✗ ${promise}\n  ${how}\n`);
    }
    if (command.writesReport) await this.#report('systematic', section);
    return result.broken.length === 0;
  }

  async #profile({ first, count, writesReport }: ProfileCommand): Promise<boolean> {
    const result = await this.#simulator.runProfile({ first, count });
    const words = `--profile --seeds ${count} --from ${first}`;
    const section = timeSection(result, this.#measuring(words));
    this.#say(`${section}\n`);
    if (writesReport) await this.#report('time', section);
    return true;
  }

  #measuring(words: string): Measuring {
    const command = `npm run sim -- ${words} --report`;
    return { ...this.#around.machine, command, wallMs: this.#wallMs(), sittings: 1 };
  }

  async #report(name: SectionName, section: string): Promise<void> {
    const { reportFile } = this.#around;
    const before = await readFile(reportFile, 'utf8').catch(() => '');
    const bugs = bugsSection(this.#simulator.corpus);
    await writeFile(reportFile, reportWith(before, { [name]: section, bugs }));
    this.#say(`The report is written, after ${duration(this.#wallMs())}.\n`);
  }
}
