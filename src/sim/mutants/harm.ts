// What counts against a planted bug once nothing masks it: harm to people, and to their money
// wherever the bug can do any. Knows promises and no bug.

import { CONSENT } from '../audit/consent.ts';
import { MONEY } from '../audit/money.ts';
import { REFUNDS } from '../audit/refunds.ts';
import { VERDICTS } from '../audit/verdicts.ts';
import type { Violation } from '../history.ts';
import type { Mutant } from './mutant.ts';

/**
 * What was taken, given back and said of it: a payment that hangs, or a wrong page, is not this.
 */
const ABOUT_MONEY: ReadonlySet<string> = new Set(
  [...MONEY, ...VERDICTS, ...REFUNDS, ...CONSENT].map(({ name }) => name),
);

export function doesHarm({ harm = 'money' }: Mutant, { promise, level }: Violation): boolean {
  return level === 'end-to-end' && (harm === 'people' || ABOUT_MONEY.has(promise));
}
