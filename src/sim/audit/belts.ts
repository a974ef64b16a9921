// The promise about the database's own constraints: they are the last layer, and whoever runs into
// one has passed all layers before it. Knows what an error says, and no rows.

import type { Oracle } from './oracle.ts';

// Those that guard money. Others are how two servers that do the same at once find out.
const GUARDS = ['payonce_attempts_key', 'payonce_attempts_live', 'payonce_charges_kept'];
const UNIQUE = /violates unique constraint "(\w+)"/;
const CHECK = /violates check constraint "(\w+)"/;

// No server was ever refused a write because a second live attempt, a second attempt with a key, a
// second kept capture or a sum beyond its limits would have come of it.
const beltsUnused: Oracle = {
  name: 'belts-stay-unused',
  level: 'layer',
  words: 'No write ever comes so far that only a constraint of the tables stops it.',
  check(view, tell) {
    for (const entry of view.history) {
      if (entry.type !== 'error-told') continue;
      const { message, server, where, n } = entry;
      const belt = UNIQUE.exec(message)?.[1] ?? '';
      if (!GUARDS.includes(belt) && !CHECK.test(message)) continue;
      tell(`${server} (${where}) was stopped by the tables alone: ${message}`, n);
    }
  },
};

export const BELTS: readonly Oracle[] = [beltsUnused];
