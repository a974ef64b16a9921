// What is made of all proofs together does not depend on which worker was first.

import { expect, test } from 'vitest';
import type { MutantProof, WayProof } from '../../../src/sim/command/seams.ts';
import { hashOf, oneOfEach } from '../../../src/sim/mutants/prove.ts';
import type { Sighting } from '../../../src/sim/mutants/prove-mutant.ts';
import { mutantOf } from '../../../src/sim/mutants/table.ts';

function sighting(promise: string, number: number, seed: number): Sighting {
  return { promise, mutant: mutantOf(number), store: 'memory', seed, digest: BigInt(seed) };
}

test('of each promise one sighting is taken, by name, whoever told of it first', () => {
  const sightings = [
    sighting('captured-once', 9, 4),
    sighting('belts-stay-unused', 4, 1_000_003),
    sighting('captured-once', 4, 1_000_007),
    sighting('belts-stay-unused', 4, 3),
  ];
  const expected = [
    ['belts-stay-unused', 4, 3],
    ['captured-once', 4, 1_000_007],
  ];
  for (const order of [sightings, sightings.toReversed()]) {
    const taken = oneOfEach(order).map(({ promise, mutant, seed }) => [
      promise,
      mutant.number,
      seed,
    ]);
    expect(taken).toEqual(expected);
  }
});

function proof(digest: bigint): WayProof {
  return { tries: 3, caught: 3, promises: [], medianSeeds: 1, lost: 0, digest };
}

function proofOf(number: number, whole: bigint, peeled: bigint | null): MutantProof {
  const ways = { whole: proof(whole), peeled: peeled === null ? null : proof(peeled) };
  return { number, name: '', ways: { ...ways, 'crash points': null } };
}

test('the hash has no order, and tells every bug and way apart', () => {
  const hash = hashOf([proofOf(1, 1n, 2n), proofOf(2, 3n, null)]);
  expect(hash).toMatch(/^[0-9a-f]{32}$/);
  expect(hashOf([proofOf(2, 3n, null), proofOf(1, 1n, 2n)])).toBe(hash);
  const others = [
    [proofOf(1, 2n, 1n), proofOf(2, 3n, null)],
    [proofOf(1, 3n, 2n), proofOf(2, 1n, null)],
    [proofOf(1, 1n, 2n), proofOf(2, 4n, null)],
    [proofOf(1, 1n, 2n)],
  ].map(hashOf);
  expect(new Set([hash, ...others]).size).toBe(5);
});
