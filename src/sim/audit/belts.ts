// The promise about the database's own constraints: they are the last layer, and whoever runs into
// one has passed all layers before it. Knows what an error says, and no rows.

import type { Oracle } from './oracle.ts';

// Those that guard money. Others are how two servers that do the same at once find out.
const GUARDS = ['payonce_attempts_key', 'payonce_attempts_live'];
const UNIQUE = /violates unique constraint "(\w+)"/;
const CHECK = /violates check constraint "(\w+)"/;

// No server was ever stopped in a write that would have made a second live attempt, a second
// attempt with a key, or a sum beyond its limits. Of a second kept capture nobody is told: a server
// that runs into that takes it for one that was told twice.
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
