// The benchmark's promises: what they let pass and what they do not.

import { expect, test } from 'vitest';
import type { Costs } from './costs.ts';
import { brokenPromises, type CountedCall } from './counting.ts';

const COSTS: Costs = {
  statements: 20,
  executed: 20,
  commits: 20,
  rollbacks: 0,
  writes: 20,
  statementWalBytes: 30_000,
  walBytes: 31_000,
  pageImages: 0,
  pages: 600,
};

function tenPayments(costs: Partial<Costs>): CountedCall {
  const promised = { statements: 2, commits: 2, writes: 2 };
  return { call: 'payment', times: 10, costs: { ...COSTS, ...costs }, promised };
}

test('ten payments of two statements keep the promise', () => {
  expect(brokenPromises([tenPayments({})])).toEqual([]);
});

test('one statement too many in ten payments breaks the promise', () => {
  expect(brokenPromises([tenPayments({ statements: 21 })])).toEqual([
    'payment: 2.1 statements, promised are 2.',
  ]);
});

test('a replay that writes once breaks the promise', () => {
  const replay = { call: 'replay', times: 10, costs: { ...COSTS, writes: 1 } };
  expect(brokenPromises([{ ...replay, promised: { writes: 0 } }])).toEqual([
    'replay: 0.1 writes, promised are 0.',
  ]);
});
