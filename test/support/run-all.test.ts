// What `npm test` says at its end must be true: nothing that failed, hung or never ran may count as
// passed.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allButOne, closingLine, counted, failuresIn, runWithin } from './run-all.ts';

const NONE = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
};

test('a suite that ran no test counts as one failure', () => {
  expect(counted(NONE, null)).toMatchObject({ passed: 0, failed: 1, trouble: 'ran no test' });
});

test('a suite that left no report counts as one failure', () => {
  expect(counted(null, 'ended with code 1')).toMatchObject({ passed: 0, failed: 1 });
});

test('a suite whose tests passed but which ended badly counts as one failure', () => {
  const report = { ...NONE, numPassedTests: 7 };
  expect(counted(report, 'ended with code 1')).toMatchObject({ passed: 7, failed: 1 });
});

test('what failed is named once more, with the beginning of what it said', () => {
  const name = join(import.meta.dirname, 'some.test.ts');
  const said = ['expected 2 to be 1', ...Array.from({ length: 40 }, () => '    at there')];
  const assertionResults = [
    { status: 'passed', fullName: 'it adds', failureMessages: [] },
    { status: 'failed', fullName: 'it takes away', failureMessages: [said.join('\n')] },
  ];
  const [failure, ...others] = failuresIn({ ...NONE, testResults: [{ name, assertionResults }] });
  expect(others).toEqual([]);
  expect(failure?.split('\n').slice(0, 2)).toEqual([
    join('test', 'support', 'some.test.ts: it takes away'),
    '     expected 2 to be 1',
  ]);
  expect(failure?.split('\n')).toHaveLength(13);
  expect(failuresIn(null)).toEqual([]);
});

test('the closing line adds up all suites', () => {
  const some = { passed: 3, failed: 1, skipped: 0, trouble: null };
  expect(closingLine([some, { ...some, failed: 0 }])).toBe('6 passed, 1 failed');
  expect(closingLine([{ ...some, skipped: 2 }])).toBe('3 passed, 1 failed, 2 skipped');
});

test('a command that fails tells its code', async () => {
  await expect(runWithin('exit 3', 5_000)).resolves.toBe('ended with code 3');
});

test('a command over its budget is ended', async () => {
  await expect(runWithin('sleep 60', 200)).resolves.toBe('took longer than 0.2 s');
});

test('the first suites begin when one check is left, and not before', async () => {
  const ends: (() => void)[] = [];
  const checks = [1, 2, 3].map(() => new Promise<void>((resolve) => ends.push(resolve)));
  let isBegun = false;
  const begun = allButOne(checks).then(() => (isBegun = true));
  ends[2]?.();
  await checks[2];
  await Promise.resolve();
  expect(isBegun).toBe(false);
  ends[0]?.();
  await begun;
  await allButOne([checks[1] as Promise<void>]);
  await allButOne([]);
});
