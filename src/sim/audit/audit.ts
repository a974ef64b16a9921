// Holds a history against every promise and says in words which were broken. Judges by the history
// alone; knows nothing of how the run was made.

import type { History, Violation } from '../history.ts';
import { ANSWERS } from './answers.ts';
import { BELTS } from './belts.ts';
import { CARTS } from './carts.ts';
import { CLAIMS } from './claims.ts';
import { CONSENT } from './consent.ts';
import { CONVERGENCE } from './convergence.ts';
import { FAIR_WEATHER } from './fair-weather.ts';
import { GATEWAY_CALLS } from './gateway-calls.ts';
import { INTENTS } from './intents.ts';
import { LIVE_PAGES } from './live-pages.ts';
import { MONEY } from './money.ts';
import type { Oracle } from './oracle.ts';
import { OUTBOX } from './outbox.ts';
import { PURCHASES } from './purchases.ts';
import { REFUNDS } from './refunds.ts';
import { REFUSALS } from './refusals.ts';
import { SCREENS } from './screens.ts';
import { SECRETS } from './secrets.ts';
import { STATES } from './states.ts';
import { SUBMITS } from './submits.ts';
import { VERDICTS } from './verdicts.ts';
import { View } from './view.ts';
import { WEBHOOKS } from './webhooks.ts';

/** Every oracle, the promises to people before those of single layers. */
export const ORACLES: readonly Oracle[] = [
  ...MONEY,
  ...VERDICTS,
  ...SUBMITS,
  ...REFUNDS,
  ...CONSENT,
  ...CARTS,
  ...LIVE_PAGES,
  ...CONVERGENCE,
  ...FAIR_WEATHER,
  ...OUTBOX,
  ...PURCHASES,
  ...ANSWERS,
  ...REFUSALS,
  ...WEBHOOKS,
  ...SECRETS,
  ...SCREENS,
  ...INTENTS,
  ...GATEWAY_CALLS,
  ...CLAIMS,
  ...STATES,
  ...BELTS,
];

/** What is promised, for reports and documents. */
export const PROMISES: readonly Pick<Oracle, 'name' | 'level' | 'words'>[] = ORACLES.map(
  ({ name, level, words }) => ({ name, level, words }),
);

// What is broken ten times is broken; a thousand breaches would only hide the other promises.
const MAX_BREACHES = 10;

/** Which promises a run broke; empty when it kept them all. */
export function audit(
  history: History,
  oracles: readonly Oracle[] = ORACLES,
): readonly Violation[] {
  const view = new View(history);
  const violations: Violation[] = [];
  for (const { name, level, check } of oracles) {
    let left = MAX_BREACHES;
    check(view, (words, ...entries) => {
      left -= 1;
      if (left >= 0) violations.push({ promise: name, words, entries, level });
    });
  }
  return violations;
}
