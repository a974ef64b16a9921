// The promise about servers after the chaos: none errs any more, neither to who asked it nor to its
// host. Knows statuses and words to the host, and no rows.

import { FAIR_AFTER_MS } from './bounds.ts';
import type { Oracle } from './oracle.ts';
import type { View } from './view.ts';

// No answer is an error of the server's own, and its host is told of none. What a bank remembers of
// a key outlasts the faults: an error that it keeps, and what a database has forgotten. The first
// charge with such a key may fail, and nothing else.
const serversDoNotErr: Oracle = {
  name: 'no-error-in-fair-weather',
  level: 'end-to-end',
  words: 'Once nothing goes wrong any more, no server errs.',
  check(view, tell) {
    const { healedAt } = view;
    if (healedAt === null) return;
    const since = healedAt + FAIR_AFTER_MS;
    const mayChargeFail = bankRemembers(view);
    for (const { asked, call, answers } of view.wire.exchanges.values()) {
      if (mayChargeFail && call === 'pay') continue;
      for (const { at, status, server, n } of answers) {
        if (at < since || status < 500) continue;
        tell(`${server} answered ${String(status)} to ${asked.method} ${asked.path}`, n);
      }
    }
    for (const entry of view.history) {
      if (entry.type !== 'error-told' || entry.at < since) continue;
      const { server, where, message, n } = entry;
      if (mayChargeFail && where.startsWith('charge ')) continue;
      tell(`${server} told its host of ${where}: ${message}`, n);
    }
  },
};

function bankRemembers(view: View): boolean {
  return view.history.some(
    (entry) =>
      entry.type === 'rolled-back' || (entry.type === 'fault' && entry.what === 'bank-keeps-error'),
  );
}

export const FAIR_WEATHER: readonly Oracle[] = [serversDoNotErr];
