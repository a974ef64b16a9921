// Sees to it that every oracle speaks that a planted bug can make speak: one that fell silent would
// only be one canary less, and nobody would know. Knows no bundler.

import { HEARD_IN } from './heard-in.ts';
import { proveMutant, type ProofOptions, type Sighting } from './prove-mutant.ts';
import { inParallel } from './in-parallel.ts';
import { mutantOf } from './table.ts';

type HearingOptions = Pick<ProofOptions, 'builds' | 'first' | 'store' | 'mostSeeds'>;

/**
 * With a sighting of each promise that was not sighted before, found in the bug that breaks it; one
 * that is not found has none.
 */
export async function hearAll(
  sightings: readonly Sighting[],
  options: HearingOptions,
  workers: number,
  heardIn: Readonly<Record<string, number>> = HEARD_IN,
): Promise<readonly Sighting[]> {
  const all = [...sightings];
  const onSighting = (sighting: Sighting): void => void all.push(sighting);
  const missing = silentIn(sightings, heardIn);
  await inParallel(missing, workers, async (promise) => {
    const mutant = { ...mutantOf(heardIn[promise] ?? 0), promise: [promise] };
    await proveMutant(mutant, { ...options, tries: 1, ways: ['whole'], onSighting });
  });
  return all;
}

/** The promises that a bug breaks, and of which there is no sighting. */
export function silentIn(
  sightings: readonly Sighting[],
  heardIn: Readonly<Record<string, number>> = HEARD_IN,
): readonly string[] {
  const heard = new Set(sightings.map(({ promise }) => promise));
  return Object.keys(heardIn).filter((promise) => !heard.has(promise));
}
