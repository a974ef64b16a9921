// Builds of a simulator that runs nothing: every seed breaks what its build is said to break, and
// was always the same.

import type { Violation } from '../../../src/sim/history.ts';
import type { Builds } from '../../../src/sim/mutants/builds.ts';
import { nameOf, type Variant } from '../../../src/sim/mutants/table.ts';

export type StandInBuilds = Pick<Builds, 'of'> & {
  /** What was asked for, in turn. */
  readonly asked: readonly string[];
};

interface Broken {
  readonly broken: readonly Violation[];
  readonly digest: bigint;
}

/** `how` is told which build it is, and the name of what is patched beside it. */
export function standInBuilds(how: (variant: Variant, name: string) => Broken): StandInBuilds {
  const asked: string[] = [];
  return {
    asked,
    async of(variant: Variant, name = '') {
      asked.push(name === '' ? nameOf(variant) : `${nameOf(variant)}-${name}`);
      return workerThatBreaks(how(variant, name));
    },
  };
}

function workerThatBreaks({ broken, digest }: Broken): URL {
  const violations = JSON.stringify(broken);
  const code = `
    import { parentPort } from 'node:worker_threads';
    const violations = ${violations};
    parentPort.on('message', ({ first: seed }) => {
      const broken = violations.length === 0 ? [] : [{ seed, violations }];
      parentPort.postMessage({ tally: {}, digest: ${digest}n, broken });
    });`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

export function violation(promise: string, level: Violation['level'] = 'end-to-end'): Violation {
  return { promise, words: '', entries: [], level };
}
