// How far a run is: one line that is rewritten on a terminal, one now and then elsewhere.

import { expect, test } from 'vitest';
import { createProgress } from '../../../src/sim/command/progress.ts';
import type { SeedsRun } from '../../../src/sim/command/run-seeds.ts';
import { emptyTally } from '../../../src/sim/tally.ts';

function soFar(runs: number, broken = 0): SeedsRun {
  const tally = emptyTally();
  tally.runs = runs;
  tally.totals.faults = runs * 20;
  const violation = { promise: 'captured-once', words: '', entries: [], level: 'layer' } as const;
  const violations = [violation, violation];
  const seeds = Array.from({ length: broken }, (_none, seed) => ({ seed, violations }));
  const left = { next: runs, batches: [] };
  return { tally, digest: 0n, broken: seeds, isWhole: false, left };
}

function screen(isTTY: boolean, columns = 200, runsBefore = 0) {
  const written: string[] = [];
  let nowMs = 5_000;
  const output = { isTTY, columns, write: (text: string) => void written.push(text) };
  const progress = createProgress({ count: 20_000, runsBefore, output, nowMs: () => nowMs });
  const showAt = (ms: number, run: SeedsRun): void => {
    nowMs = 5_000 + ms;
    progress.show(run);
  };
  return { written, progress, showAt };
}

test('a terminal has one line, rewritten, with a bar and the time left', () => {
  const { written, showAt, progress } = screen(true);
  showAt(5_000, soFar(5_000));
  progress.clear();
  expect(written).toEqual([
    '\r\u001b[2K▕██████                  ▏ 5,000 of 20,000 seeds · 1,000/s · 100,000 faults · ' +
      'no violations · 15 s left',
    '\r\u001b[2K',
  ]);
});

test('the bar grows by eighths and ends full', () => {
  const { written, showAt } = screen(true);
  showAt(1_000, soFar(105));
  showAt(2_000, soFar(20_000));
  expect(written[0]).toContain('▕▏                       ▏');
  expect(written[1]).toContain(`▕${'█'.repeat(24)}▏`);
});

test('a line never wraps', () => {
  const { written, showAt } = screen(true, 60);
  showAt(5_000, soFar(5_000));
  expect(written[0]?.replace('\r\u001b[2K', '')).toHaveLength(59);
});

test('a terminal is not redrawn more often than anybody sees', () => {
  const { written, showAt } = screen(true);
  for (const ms of [20, 60, 100, 150, 199, 200]) showAt(ms, soFar(ms));
  expect(written).toHaveLength(2);
});

test('elsewhere a line is written every ten seconds', () => {
  const { written, showAt, progress } = screen(false);
  for (const ms of [9_999, 10_000, 15_000, 20_500]) showAt(ms, soFar(ms));
  progress.clear();
  expect(written).toEqual([
    '10,000 of 20,000 seeds · 1,000/s · 200,000 faults · no violations · 10 s left\n',
    '20,500 of 20,000 seeds · 1,000/s · 410,000 faults · no violations · 0.0 s left\n',
  ]);
});

test('a broken seed is named as soon as it is known, once', () => {
  const { written, showAt } = screen(false);
  showAt(1_000, soFar(1_000, 1));
  showAt(2_000, soFar(2_000, 2));
  showAt(10_000, soFar(10_000, 2));
  expect(written).toEqual([
    'seed 0 broke captured-once\n',
    'seed 1 broke captured-once\n',
    '10,000 of 20,000 seeds · 1,000/s · 200,000 faults · 2 violations · 10 s left\n',
  ]);
});

test('what an earlier sitting ran is not counted as quick', () => {
  const { written, showAt } = screen(true, 200, 10_000);
  showAt(5_000, soFar(15_000));
  expect(written[0]).toContain(' 15,000 of 20,000 seeds · 1,000/s · ');
  expect(written[0]).toContain(' 5.0 s left');
});
