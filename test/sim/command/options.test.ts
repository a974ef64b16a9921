// What was typed is understood, or refused with words that say what was wrong.

import { expect, test } from 'vitest';
import { commandOf, Mistyped } from '../../../src/sim/command/options.ts';

const DEFAULTS = { first: 77, workers: 4 };
const parse = (typed: string) =>
  commandOf(
    typed.split(' ').filter((word) => word !== ''),
    DEFAULTS,
  );

const SEEDS = {
  type: 'seeds',
  first: null,
  count: 20_000,
  stopAfter: 1,
  resume: null,
  store: 'memory',
  workers: 4,
  writesReport: false,
};

test('nothing typed is twenty thousand fresh seeds on every core', () => {
  expect(parse('')).toEqual(SEEDS);
});

test('a run of seeds takes its numbers, its store and its report', () => {
  const typed = '--seeds 1_000_000 --from 5 --store pglite --workers 2 --stop-after 3 --report';
  expect(parse(`${typed} --resume far.json`)).toEqual({
    type: 'seeds',
    first: 5,
    count: 1_000_000,
    stopAfter: 3,
    resume: 'far.json',
    store: 'pglite',
    workers: 2,
    writesReport: true,
  });
});

const REPLAY = {
  type: 'replay',
  source: { type: 'seed', seed: 9, store: 'memory' },
  shrinks: false,
  story: { type: 'none' },
  save: null,
};

test('one seed is replayed, quietly or with its story', () => {
  expect(parse('--seed 9')).toEqual(REPLAY);
  expect(parse('--seed 9 --story --shrink')).toEqual({
    ...REPLAY,
    shrinks: true,
    story: { type: 'terminal' },
  });
  const source = { type: 'seed', seed: 9, store: 'pglite' };
  expect(parse('--story --seed 9 --store pglite')).toEqual({
    ...REPLAY,
    source,
    story: { type: 'terminal' },
  });
});

test('a story goes into the file that is named, as its ending says', () => {
  const inFile = (file: string, format: string) => ({ type: 'file', file, format });
  expect(parse('--seed 9 --story a.html')).toMatchObject({ story: inFile('a.html', 'html') });
  expect(parse('--story=b/c.svg --seed 9')).toMatchObject({ story: inFile('b/c.svg', 'svg') });
});

test('a saved plan is replayed and saved again', () => {
  const source = { type: 'plan', file: 'a.json' };
  expect(parse('--plan a.json --shrink --save b.json')).toEqual({
    ...REPLAY,
    source,
    shrinks: true,
    save: 'b.json',
  });
});

test('a kept story is replayed as a seed is, and all of them where none is named', () => {
  expect(parse('--corpus')).toEqual({ type: 'corpus' });
  const source = { type: 'kept', name: 'two-at-once' };
  expect(parse('--corpus two-at-once')).toEqual({ ...REPLAY, source });
  expect(parse('--story --corpus two-at-once --shrink')).toEqual({
    ...REPLAY,
    source,
    shrinks: true,
    story: { type: 'terminal' },
  });
});

test('the other modes are understood', () => {
  const profile = { type: 'profile', first: 77, count: 2_000, writesReport: false };
  expect(parse('--profile')).toEqual(profile);
  expect(parse('--profile --seeds 9 --from 3 --report')).toEqual({
    ...profile,
    first: 3,
    count: 9,
    writesReport: true,
  });
  const common = { workers: 4, writesReport: false };
  expect(parse('--mutants')).toEqual({ type: 'mutants', first: 77, ...common });
  expect(parse('--mutants --from 3 --report')).toEqual({
    type: 'mutants',
    first: 3,
    ...common,
    writesReport: true,
  });
  expect(parse('--systematic --workers 1')).toEqual({ type: 'systematic', ...common, workers: 1 });
  expect(parse('-h --seed 4')).toEqual({ type: 'help' });
});

const MOST_FIRST = '9,007,199,254,740,991';

test.each([
  ['--bad', "Unknown option '--bad'."],
  ['seventeen', "Unexpected argument 'seventeen'."],
  ['--seeds', "Option '--seeds <value>' argument missing."],
  ['--seeds 0', '--seeds is a whole number from 1 to 100,000,000, not "0".'],
  ['--seeds 1e3', '--seeds is a whole number from 1 to 100,000,000, not "1e3".'],
  ['--from -1', `--from is a whole number from 0 to ${MOST_FIRST}, not "-1".`],
  ['--from=-1', `--from is a whole number from 0 to ${MOST_FIRST}, not "-1".`],
  ['--seed -1 --story', `--seed is a whole number from 0 to ${MOST_FIRST}, not "-1".`],
  ['--from --seeds 4', "Option '--from' argument is ambiguous."],
  ['-1', "Unknown option '-1'."],
  ['--workers 0', '--workers is a whole number from 1 to 256, not "0".'],
  ['--store disk', '--store is memory or pglite, not "disk".'],
  [
    '--seed 4 --story a.pdf',
    '--story writes a page or a picture: "a.pdf" must end in .html or .svg.',
  ],
  ['--seed 4 --seeds 10', '--seeds means nothing beside --seed.'],
  ['--plan a.json --store pglite', '--store means nothing beside --plan.'],
  ['--mutants --systematic', '--systematic means nothing beside --mutants.'],
  ['--mutants --store pglite', '--store means nothing beside --mutants.'],
  ['--systematic --store memory', '--store means nothing beside --systematic.'],
  ['--corpus --seed 4', '--corpus means nothing beside --seed.'],
  ['--corpus --story', '--story needs one of the kept stories: name it with --corpus NAME.'],
  ['--shrink', '--shrink needs one run: name it with --seed N, --plan FILE or --corpus NAME.'],
])('%s is refused', (typed, words) => {
  expect(() => parse(typed)).toThrow(new Mistyped(words));
});
