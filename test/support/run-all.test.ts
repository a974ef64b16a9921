// What `npm test` says at its end must be true: nothing that failed, hung or never ran may count as
// passed.

import { expect, test } from 'vitest';
import { closingLine, counted, runWithin } from './run-all.ts';

const NONE = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };

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
