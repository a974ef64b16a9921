// What may be typed after `npm run sim --`, and what is wrong with what was typed. Pure: does
// nothing of it, and asks no clock: the fresh first seed is handed in.

import { parseArgs } from 'node:util';
import type { Store } from '../runner.ts';

interface Common {
  readonly store: Store;
  readonly workers: number;
  readonly writesReport: boolean;
}

export interface SeedsCommand extends Common {
  readonly type: 'seeds';
  readonly first: number;
  readonly count: number;
  readonly stopAfter: number;
  /** Where it is kept how far the run is; null: nowhere. */
  readonly resume: string | null;
}

/** How a story is told: not at all, in the terminal, or as a page or picture of that name. */
export type StoryPlace =
  | { readonly type: 'none' }
  | { readonly type: 'terminal' }
  | { readonly type: 'file'; readonly file: string; readonly format: 'html' | 'svg' };

export interface ReplayCommand {
  readonly type: 'replay';
  readonly source:
    | { readonly type: 'seed'; readonly seed: number; readonly store: Store }
    | { readonly type: 'plan'; readonly file: string };
  readonly shrinks: boolean;
  readonly story: StoryPlace;
  /** Where the plan is written that was run last. */
  readonly save: string | null;
}

export interface MutantsCommand extends Common {
  readonly type: 'mutants';
  readonly first: number;
}

export interface ProfileCommand {
  readonly type: 'profile';
  readonly first: number;
  readonly count: number;
  readonly writesReport: boolean;
}

export interface SystematicCommand extends Common {
  readonly type: 'systematic';
}

export type Command =
  | { readonly type: 'help' }
  | { readonly type: 'corpus' }
  | SeedsCommand
  | ReplayCommand
  | MutantsCommand
  | SystematicCommand
  | ProfileCommand;

export interface Defaults {
  /** The first seed when none is named. */
  readonly first: number;
  readonly workers: number;
}

/** Something was typed that cannot be done; the message says what. */
export class Mistyped extends Error {}

const MOST_SEEDS = 100_000_000;
const MOST_WORKERS = 256;
const DEFAULT_SEEDS = 20_000;
const DEFAULT_PROFILED = 2_000;

const OPTIONS = {
  seeds: { type: 'string' },
  from: { type: 'string' },
  seed: { type: 'string' },
  plan: { type: 'string' },
  save: { type: 'string' },
  story: { type: 'string' },
  shrink: { type: 'boolean' },
  store: { type: 'string' },
  workers: { type: 'string' },
  'stop-after': { type: 'string' },
  resume: { type: 'string' },
  mutants: { type: 'boolean' },
  systematic: { type: 'boolean' },
  corpus: { type: 'boolean' },
  profile: { type: 'boolean' },
  report: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Name = keyof typeof OPTIONS;
type Values = ReturnType<typeof read>;

// What goes together: each mode, and the options that mean something in it.
const MODES: readonly (readonly [mode: Name, beside: readonly Name[]])[] = [
  ['help', []],
  ['seed', ['store', 'story', 'shrink', 'save']],
  ['plan', ['story', 'shrink', 'save']],
  ['mutants', ['from', 'store', 'workers', 'report']],
  ['systematic', ['store', 'workers', 'report']],
  ['corpus', []],
  ['profile', ['seeds', 'from', 'report']],
];
const BESIDE_SEEDS: readonly Name[] = [
  'seeds',
  'from',
  'store',
  'workers',
  'stop-after',
  'resume',
  'report',
];

/** Throws `Mistyped`. */
export function commandOf(typed: readonly string[], defaults: Defaults): Command {
  const values = read(typed);
  const mode = modeOf(values);
  const store = storeOf(values.store);
  const common = {
    store,
    workers: numberOf('workers', values.workers, 1, MOST_WORKERS) ?? defaults.workers,
    writesReport: values.report === true,
  };
  const first = numberOf('from', values.from, 0, Number.MAX_SAFE_INTEGER) ?? defaults.first;
  switch (mode) {
    case 'help':
    case 'corpus':
      return { type: mode };
    case 'mutants':
      return { type: mode, first, ...common };
    case 'systematic':
      return { type: mode, ...common };
    case 'seed': {
      const seed = numberOf('seed', values.seed, 0, Number.MAX_SAFE_INTEGER) ?? 0;
      return { type: 'replay', source: { type: 'seed', seed, store }, ...replayOf(values) };
    }
    case 'plan': {
      const source = { type: 'plan', file: values.plan ?? '' } as const;
      return { type: 'replay', source, ...replayOf(values) };
    }
    case 'profile': {
      const count = numberOf('seeds', values.seeds, 1, MOST_SEEDS) ?? DEFAULT_PROFILED;
      return { type: mode, first, count, writesReport: common.writesReport };
    }
    default: {
      const count = numberOf('seeds', values.seeds, 1, MOST_SEEDS) ?? DEFAULT_SEEDS;
      const stopAfter = numberOf('stop-after', values['stop-after'], 1, MOST_SEEDS) ?? 1;
      return { type: 'seeds', first, count, stopAfter, resume: values.resume ?? null, ...common };
    }
  }
}

function read(typed: readonly string[]) {
  try {
    return parseArgs({ args: storyWithValue(typed), options: OPTIONS }).values;
  } catch (error) {
    throw new Mistyped(error instanceof Error ? firstSentence(error.message) : String(error));
  }
}

/** `--story` may stand alone or before a file, which `parseArgs` does not know. */
function storyWithValue(typed: readonly string[]): string[] {
  const args: string[] = [];
  for (const arg of typed) {
    const isStorysFile = args.at(-1) === '--story=' && !arg.startsWith('-');
    if (isStorysFile) args[args.length - 1] = `--story=${arg}`;
    else args.push(arg === '--story' ? '--story=' : arg);
  }
  return args;
}

function firstSentence(message: string): string {
  return `${message.split(/\. |\n/, 1)[0]?.replace(/\.$/, '') ?? message}.`;
}

function modeOf(values: Values): Name | 'seeds' {
  const given = (Object.keys(values) as Name[]).filter((name) => values[name] !== undefined);
  if (values.help === true) return 'help';
  const [found] = MODES.filter(([mode]) => given.includes(mode));
  const [mode, beside] = found ?? (['seeds', BESIDE_SEEDS] as const);
  const stranger = given.find((name) => name !== mode && !beside.includes(name));
  if (stranger === undefined) return mode;
  if (mode !== 'seeds') throw new Mistyped(`--${stranger} means nothing beside --${mode}.`);
  throw new Mistyped(`--${stranger} needs one run: name it with --seed N or --plan FILE.`);
}

function replayOf({ shrink, story, save }: Values) {
  return { shrinks: shrink === true, story: storyOf(story), save: save ?? null };
}

function storyOf(story: string | undefined): StoryPlace {
  if (story === undefined) return { type: 'none' };
  if (story === '') return { type: 'terminal' };
  const format = /\.(html|svg)$/.exec(story)?.[1] as 'html' | 'svg' | undefined;
  if (format !== undefined) return { type: 'file', file: story, format };
  throw new Mistyped(`--story writes a page or a picture: "${story}" must end in .html or .svg.`);
}

function storeOf(store = 'memory'): Store {
  if (store === 'memory' || store === 'pglite') return store;
  throw new Mistyped(`--store is memory or pglite, not "${store}".`);
}

function numberOf(name: Name, text: string | undefined, least: number, most: number) {
  if (text === undefined) return null;
  const value = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  if (value >= least && value <= most) return value;
  const range = `a whole number from ${least} to ${most.toLocaleString('en')}`;
  throw new Mistyped(`--${name} is ${range}, not "${text}".`);
}
