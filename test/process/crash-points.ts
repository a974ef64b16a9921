// The points between two effects of a payment at which a server can be killed.

import type { ShopFaultPoint } from '../../src/shop/lab/faults.ts';

export const CRASH_POINTS = [
  'crash-after-claim',
  'crash-before-charge',
  'crash-after-charge',
  'crash-after-commit',
  'crash-before-answer',
] as const satisfies readonly ShopFaultPoint[];
