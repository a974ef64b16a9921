// What counts against a bug that nothing masks.

import { expect, test } from 'vitest';
import { PROMISES } from '../../../src/sim/audit/audit.ts';
import { doesHarm } from '../../../src/sim/mutants/harm.ts';
import { mutantOf } from '../../../src/sim/mutants/table.ts';

const counted = (mutant: Parameters<typeof doesHarm>[0]): readonly string[] =>
  PROMISES.filter(({ name, level }) =>
    doesHarm(mutant, { promise: name, level, words: '', entries: [] }),
  ).map(({ name }) => name);

const charges = { ...mutantOf(10), harm: 'money' } as const;
const tells = { ...mutantOf(10), harm: 'people' } as const;

test('what is taken, given back and said of it counts; what hangs, or concerns a layer, does not', () => {
  const money = counted(charges);
  expect(money).toEqual(expect.arrayContaining(['captured-once', 'captured-equals-shown']));
  expect(money).toEqual(expect.arrayContaining(['refunds-within-captured', 'money-conserved']));
  expect(money).not.toContain('every-attempt-final');
  expect(money).not.toContain('every-live-page-shows-the-truth');
  expect(money).not.toContain('declined-attempt-never-captured');
  expect(counted(mutantOf(10))).toEqual(money);
});

test('where no wrong charge can come of a bug, every promise to people counts', () => {
  const people = PROMISES.filter(({ level }) => level === 'end-to-end').map(({ name }) => name);
  expect(counted(tells)).toEqual(people);
});
