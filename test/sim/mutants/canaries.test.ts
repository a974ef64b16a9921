// An oracle is silenced by a patch of the auditor, which must find its place, and is missed by what
// judges planted bugs; the test of the planted bugs does both in builds of its own.

import { readFileSync } from 'node:fs';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';
import { PROMISES } from '../../../src/sim/audit/audit.ts';
import type { Violation } from '../../../src/sim/history.ts';
import { proveCanary, silencing } from '../../../src/sim/mutants/canaries.ts';
import { patched } from '../../../src/sim/mutants/patching.ts';
import { mutantOf } from '../../../src/sim/mutants/table.ts';
import { standInBuilds, violation } from './stand-in-builds.ts';

test('the oracle of any promise can be silenced in the auditor of today', () => {
  for (const { name } of PROMISES) {
    const [patch] = silencing(name);
    const file = patch?.file ?? '';
    const text = patched(file, readFileSync(file, 'utf8'), silencing(name));
    expect(parseSync(file, text).errors).toEqual([]);
    expect(text).toContain(`if (name === "${name}") continue;`);
  }
});

const ORACLE = 'captured-once';
const OTHER = violation('row-before-call', 'layer');
const DIGEST = 5n;

interface Run {
  readonly broken: readonly Violation[];
  readonly digest?: bigint;
}

/** What becomes of the canary when the run was `heard` with the oracle, and `missed` without. */
async function canary(heard: Run, missed: Run): Promise<boolean> {
  const builds = standInBuilds((_variant, name) => ({
    digest: DIGEST,
    ...(name === '' ? heard : missed),
  }));
  const sighting = { promise: ORACLE, mutant: mutantOf(5), seed: 3, digest: DIGEST } as const;
  const { oracle, isCaught } = await proveCanary({ ...sighting, store: 'memory' }, builds);
  expect(oracle).toBe(ORACLE);
  expect(builds.asked).toEqual(['mutant-5', `mutant-5-without-${ORACLE}`]);
  return isCaught;
}

const SPOKEN = { broken: [violation(ORACLE), OTHER] };
const SILENT = { broken: [OTHER] };

test('a silent oracle turns the proof of a bug from caught to not caught', async () => {
  expect(await canary(SPOKEN, SILENT)).toBe(true);
});

test('an oracle that goes on speaking, or never spoke, is no canary that was caught', async () => {
  expect(await canary(SPOKEN, SPOKEN)).toBe(false);
  expect(await canary(SILENT, SILENT)).toBe(false);
  expect(await canary(SILENT, SPOKEN)).toBe(false);
});

test('nor is one in another run: both must be the run in which the promise was seen to break', async () => {
  expect(await canary({ ...SPOKEN, digest: 6n }, SILENT)).toBe(false);
  expect(await canary(SPOKEN, { ...SILENT, digest: 6n })).toBe(false);
});
