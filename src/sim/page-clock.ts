// A page's clock, which may be wrong for as long as the page lives. Knows no page.

import type { World } from './world-parts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How far a page's clock is from the true time. */
export function clockOffMs({ faults, chance }: World, page: string): number {
  if (!faults.strikes('page-clock-wrong', page)) return 0;
  return chance.pick('page clock', page, [
    -24 * HOUR_MS,
    -HOUR_MS,
    -MINUTE_MS,
    HOUR_MS,
    9 * HOUR_MS,
  ]);
}
