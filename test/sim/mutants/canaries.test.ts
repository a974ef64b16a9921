// An oracle is silenced by a patch of the auditor, which must find its place; the test of the
// planted bugs runs one in a build of its own.

import { readFileSync } from 'node:fs';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';
import { PROMISES } from '../../../src/sim/audit/audit.ts';
import { silencing } from '../../../src/sim/mutants/canaries.ts';
import { patched } from '../../../src/sim/mutants/patching.ts';

test('the oracle of any promise can be silenced in the auditor of today', () => {
  for (const { name } of PROMISES) {
    const [patch] = silencing(name);
    const file = patch?.file ?? '';
    const text = patched(file, readFileSync(file, 'utf8'), silencing(name));
    expect(parseSync(file, text).errors).toEqual([]);
    expect(text).toContain(`if (name === "${name}") continue;`);
  }
});
