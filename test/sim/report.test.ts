// The report is made of what runs measured, one section each; the others stay as they were.

import { expect, test } from 'vitest';
import type { MutantProof, MutantsResult } from '../../src/sim/command/seams.ts';
import { isCaught, isProven } from '../../src/sim/command/seams.ts';
import type { MeasuredRun } from '../../src/sim/command/summary.ts';
import { reportWith, sectionIn } from '../../src/sim/report.ts';
import {
  bugsSection,
  mutantsSection,
  seedsSection,
  systematicSection,
  timeSection,
  type Measuring,
} from '../../src/sim/report/sections.ts';
import { emptyTally } from '../../src/sim/tally.ts';

const MEASURING: Measuring = {
  command: 'npm run sim -- --seeds 1000 --report',
  date: '2030-01-01',
  node: '20.20.2',
  commit: 'abc1234',
  cores: 2,
  load: 0.25,
  wallMs: 200_000,
  sittings: 1,
};

test('the first run writes the whole report, the next ones their own sections', () => {
  const first = reportWith('', { memory: '## In memory\n\n17', bugs: '## Bugs\n\nnone' });
  expect(first).toMatch(/^# Simulation\n/);
  const second = reportWith(first, { pglite: '## On PGlite\n\n4', bugs: '## Bugs\n\none' });
  expect(sectionIn(second, 'memory')).toBe('## In memory\n\n17');
  expect(sectionIn(second, 'bugs')).toBe('## Bugs\n\none');
  expect(sectionIn(second, 'mutants')).toBe(null);
  const heads = [...second.matchAll(/^## .*$/gm)].map(([head]) => head);
  expect(heads).toEqual(['## In memory', '## On PGlite', '## Bugs']);
  expect(reportWith(second, {})).toBe(second);
});

function measured(): MeasuredRun {
  const tally = emptyTally();
  tally.runs = 1_000;
  tally.totals = {
    faults: 20_500,
    exchanges: 31_000,
    statements: 90_000,
    presses: 4_000,
    payments: 2_000,
    virtualMs: 1_000 * 240_000,
  };
  tally.kinds = {
    delayed: { drawn: 400, rated: 400, rates: 80, runs: 390, strikes: 5_000 },
    crash: { drawn: 250, rated: 0, rates: 0, runs: 250, strikes: 300 },
  };
  const left = { next: 1_007, batches: [] };
  const run = { tally, digest: 255n, broken: [], isWhole: true, left };
  const machine = { workers: 2, cores: 2, wallMs: 2_000, sittings: 1 };
  return { run, first: 7, count: 1_000, store: 'memory', ...machine };
}

test('a section of seeds says how many, how fast, what struck, and the hash', () => {
  const text = seedsSection(measured(), MEASURING);
  expect(text.split('\n')).toEqual([
    '## In memory',
    '',
    '`npm run sim -- --seeds 1000 --report`\\',
    '2030-01-01 · commit abc1234 · Node 20.20.2 · 2 cores, load 0.3 at the start · 3 min 20 s',
    '',
    '**1,000 seeds** from 7, 2.8 days of virtual time. No promise was broken. 500 seeds a second, 250 a core.',
    '',
    'Hash over all traces: `000000000000000000000000000000ff`',
    '',
    '|                |    all | a seed |',
    '| -------------- | -----: | -----: |',
    '| faults         | 20,500 |     21 |',
    '| exchanges      | 31,000 |     31 |',
    '| statements     | 90,000 |     90 |',
    '| presses of Pay |  4,000 |      4 |',
    '| payments       |  2,000 |      2 |',
    '',
    'Faults by kind, the most frequent first:',
    '',
    '| fault   | drawn in | at a rate of | struck in | strikes a seed |',
    '| ------- | -------: | -----------: | --------: | -------------: |',
    '| delayed |     40 % |         20 % |      39 % |          5.000 |',
    '| crash   |     25 % |              |      25 % |          0.300 |',
  ]);
});

test('a run that broke a promise or was stopped says so', () => {
  const violation = { promise: 'captured-once', words: '', entries: [], level: 'layer' } as const;
  const whole = measured();
  const broken = [{ seed: 9, violations: [violation] }];
  const run = { ...whole.run, broken, isWhole: false };
  const text = seedsSection({ ...whole, run, store: 'pglite' }, MEASURING);
  expect(text).toContain('## On PGlite');
  expect(text).toContain('seed 9 broke captured-once.');
  expect(text).toContain('`none, the run was stopped`');
});

const PROMISES = ['captured-once'];
const CAUGHT = { tries: 5, caught: 5, promises: PROMISES, medianSeeds: 12, lost: 0, digest: 9n };
const MISSED = { ...CAUGHT, caught: 4 };

function mutant(number: number, ways: Partial<MutantProof['ways']>): MutantProof {
  const none = { whole: null, peeled: null, 'crash points': null };
  return { number, name: `bug ${number}`, ways: { ...none, ...ways } };
}

test('a planted bug is caught when drawn seeds catch it in every try of each way that was run', () => {
  expect(isCaught(mutant(1, { whole: CAUGHT }))).toBe(true);
  expect(isCaught(mutant(1, { peeled: CAUGHT }))).toBe(true);
  expect(isCaught(mutant(1, { whole: CAUGHT, peeled: CAUGHT }))).toBe(true);
  expect(isCaught(mutant(1, { whole: MISSED, peeled: CAUGHT }))).toBe(false);
  expect(isCaught(mutant(1, { whole: CAUGHT, peeled: MISSED }))).toBe(false);
  expect(isCaught(mutant(1, { whole: { ...CAUGHT, tries: 0, caught: 0 } }))).toBe(false);
  expect(isCaught(mutant(1, {}))).toBe(false);
});

test('a planted bug that only a crash at some point shows is not caught', () => {
  const atPoints = { ...CAUGHT, tries: 700, caught: 700 };
  expect(isCaught(mutant(1, { 'crash points': atPoints }))).toBe(false);
  expect(isCaught(mutant(1, { whole: MISSED, 'crash points': atPoints }))).toBe(false);
  expect(isCaught(mutant(1, { whole: CAUGHT, 'crash points': MISSED }))).toBe(true);
});

test('a proof is good when all are caught, heard and missed', () => {
  const canary = { oracle: 'captured-once', mutant: 1, isCaught: true };
  const good: MutantsResult = {
    mutants: [mutant(1, { whole: CAUGHT })],
    canaries: [canary],
    ...{ unheard: ['money-conserved'], silent: [], hash: 'c0ffee' },
  };
  expect(isProven(good)).toBe(true);
  expect(isProven({ ...good, mutants: [mutant(1, { whole: MISSED })] })).toBe(false);
  expect(isProven({ ...good, canaries: [{ ...canary, isCaught: false }] })).toBe(false);
  expect(isProven({ ...good, silent: ['row-before-call'] })).toBe(false);
});

const oneLine = (text: string): string => text.replaceAll('\n', ' ');

test('the table of planted bugs has a row for each, and a column for each way', () => {
  const atPoints = { ...CAUGHT, tries: 40, caught: 3, medianSeeds: null };
  const result: MutantsResult = {
    mutants: [mutant(1, { whole: CAUGHT, 'crash points': atPoints }), mutant(2, {})],
    canaries: [{ oracle: 'captured-once', mutant: 1, isCaught: true }],
    unheard: ['money-conserved'],
    silent: [],
    hash: 'c0ffee',
  };
  const text = mutantsSection(result, MEASURING);
  expect(text).toContain('**1 of 2** are caught.');
  expect(text).toContain('Oracles broken on purpose: 1 of 1 were caught.');
  expect(text).not.toContain('further-');
  expect(oneLine(text)).toContain('without its mending as well: money-conserved.');
  const further = { oracle: 'row-before-call', mutant: 29, isCaught: true };
  const heard = { ...result, canaries: [...result.canaries, further], unheard: [] };
  const all = oneLine(mutantsSection(heard, MEASURING));
  expect(all).toContain('For 1 of them that was no bug of the table, but a further one');
  expect(all).toContain('The auditor has no others.');
  expect(text.split('\n').at(-1)).toBe('Hash over all traces: `c0ffee`');
  expect(text).toContain('| 1   | bug 1       | captured-once  | 5 of 5, 12 seeds |');
  expect(text).toContain('| 2   | bug 2       |                |');
  expect(text).not.toContain('Silent');
  const fallen = mutantsSection({ ...result, silent: ['row-before-call'] }, MEASURING);
  expect(fallen).toContain(
    '**Silent, though a planted bug breaks their promises**: row-before-call.',
  );
  const lost = { ...CAUGHT, caught: 1, medianSeeds: 1, lost: 4 };
  const told = mutantsSection({ ...result, mutants: [mutant(1, { whole: lost })] }, MEASURING);
  expect(told).toContain('| 1 of 5, 1 seed, 4 without an end |');
});

test('where the time goes is told in parts of a seed and of a round trip', () => {
  const text = timeSection(
    {
      ...{ seeds: 100, warmUp: 50, wallMs: 2_000, exchanges: 5_000, gatewayCalls: 1_000 },
      statements: 14_000,
      shares: [
        { part: 'servers', share: 0.75 },
        { part: 'the bank', share: 0.25 },
      ],
    },
    MEASURING,
  );
  const words = text.replaceAll('\n', ' ');
  expect(words).toContain('100 seeds in memory on one core, after 50 to warm up');
  expect(words).toContain('20.0 ms a seed. A seed has 50 HTTP round trips, 40 to the shop and 10');
  expect(words).toContain('140 statements: 400 µs a round trip');
  expect(text).toContain('| servers  |  75 % |     15.00 |             300 |');
  expect(text).toContain('| the bank |  25 % |      5.00 |             100 |');
});

test('crash points and mended bugs have their sections', () => {
  const result = {
    crashPoints: 61,
    crashPairs: 1_830,
    laterPoints: 950,
    runs: 19_565,
    model: { states: 120_000, transitions: 700_000, steps: 500_000, checked: 499_000 },
    hash: 'abc',
    broken: [],
  };
  const text = systematicSection(result, MEASURING);
  const words = text.replaceAll('\n', ' ');
  expect(words).toContain('At each of 61 points where a server calls out it dies before the call');
  expect(words).toContain('a third of these single strikes are stalls, not crashes.');
  expect(words).toContain('at each of 1,830 pairs of those points, and, after each single strike,');
  expect(words).toContain('the 950 points that are there only because of it');
  expect(words).toContain('19,565 runs in all. No promise was broken.');
  expect(text).toContain('120,000 states');
  expect(text.replaceAll('\n', ' ')).toContain('through 499,000 of them');
  expect(bugsSection([])).toContain('None yet.');
  const story = { name: 'a', run: { seed: 1, store: 'memory' }, promise: 'p' } as const;
  const bugs = bugsSection([
    { ...story, words: 'a | b', found: 'seed 1', mended: '1a2b3c4', unmended: [] },
  ]);
  expect(bugs).toContain('| seed 1   | p       | a \\| b         | `1a2b3c4` |');
});
