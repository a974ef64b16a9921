// Auditors that are broken on purpose, one promise each: whoever counts what an auditor catches
// must notice that this one catches less.

import { ORACLES } from '../../../src/sim/audit/audit.ts';
import type { Oracle } from '../../../src/sim/audit/oracle.ts';

export interface BrokenAuditor {
  /** The promise that it never sees broken. */
  readonly blindTo: string;
  readonly oracles: readonly Oracle[];
}

/** For every promise the auditor that is blind to it and to nothing else. */
export function brokenAuditors(): readonly BrokenAuditor[] {
  return ORACLES.map(({ name: blindTo }) => ({
    blindTo,
    oracles: ORACLES.map((oracle) =>
      oracle.name === blindTo ? { ...oracle, check: () => undefined } : oracle,
    ),
  }));
}
