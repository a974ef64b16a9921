// What may be typed after `npm run sim --`, and what is wrong with what was typed. Pure: does
// nothing of it, and asks no clock: the fresh first seed is handed in.

import { parseArgs } from 'node:util';
import type { Store } from '../runner.ts';

interface Common {
  readonly workers: number;
  readonly writesReport: boolean;
}

export interface SeedsCommand extends Common {
  readonly type: 'seeds';
  readonly store: Store;
  /** Null: none was named. */
  readonly first: number | null;
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
    | { readonly type: 'plan'; readonly file: string }
    | { readonly type: 'kept'; readonly name: string };
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
  /** The first seed of mutants and profiles when none is named. */
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
  corpus: { type: 'string' },
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
  // Whatever crashes at enumerated points does so in memory: there is no other store to name.
  ['mutants', ['from', 'workers', 'report']],
  ['systematic', ['workers', 'report']],
  ['corpus', ['story', 'shrink', 'save']],
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
    workers: numberOf('workers', values.workers, 1, MOST_WORKERS) ?? defaults.workers,
    writesReport: values.report === true,
  };
  const named = numberOf('from', values.from, 0, Number.MAX_SAFE_INTEGER);
  const first = named ?? defaults.first;
  switch (mode) {
    case 'help':
      return { type: mode };
    case 'corpus':
      return corpusOf(values);
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
      const run = { first: named, count, stopAfter, resume: values.resume ?? null, store };
      return { type: 'seeds', ...run, ...common };
    }
  }
}

function read(typed: readonly string[]) {
  try {
    return parseArgs({ args: withValues(typed), options: OPTIONS }).values;
  } catch (error) {
    throw new Mistyped(error instanceof Error ? firstSentence(error.message) : String(error));
  }
}

/** These may stand alone or before a value, which `parseArgs` does not know. */
const VALUE_OR_NOT: readonly string[] = ['--story', '--corpus'];

/** A number below zero is a value as well, so that it is refused in words about its option. */
function withValues(typed: readonly string[]): string[] {
  const args: string[] = [];
  let option = '';
  for (const arg of typed) {
    const isNegative = option !== '' && /^-\d/.test(arg);
    const isValue = isNegative || (VALUE_OR_NOT.includes(option) && !arg.startsWith('-'));
    if (isValue) args.pop();
    const isOpening = VALUE_OR_NOT.includes(arg);
    args.push(isValue ? `${option}=${arg}` : isOpening ? `${arg}=` : arg);
    option = /^--[^=]+$/.test(arg) ? arg : '';
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
  throw new Mistyped(`--${stranger} needs one run: name it with ${ONE_RUN}.`);
}

const ONE_RUN = '--seed N, --plan FILE or --corpus NAME';

/** All kept stories, or the one that is named. */
function corpusOf(values: Values): Command {
  const name = values.corpus ?? '';
  if (name !== '') return { type: 'replay', source: { type: 'kept', name }, ...replayOf(values) };
  const beside = (['story', 'shrink', 'save'] as const).find((it) => values[it] !== undefined);
  if (beside === undefined) return { type: 'corpus' };
  throw new Mistyped(`--${beside} needs one of the kept stories: name it with --corpus NAME.`);
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

export function isStore(value: unknown): value is Store {
  return value === 'memory' || value === 'pglite';
}

function storeOf(store = 'memory'): Store {
  if (isStore(store)) return store;
  throw new Mistyped(`--store is memory or pglite, not "${store}".`);
}

function numberOf(name: Name, text: string | undefined, least: number, most: number) {
  if (text === undefined) return null;
  const value = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  if (value >= least && value <= most) return value;
  const range = `a whole number from ${least} to ${most.toLocaleString('en')}`;
  throw new Mistyped(`--${name} is ${range}, not "${text}".`);
}
