// The layers of the server that protect a payment once it has begun: how a worker holds it, how it
// is learnt what became of it, how what was taken by mistake goes back.

import type { Layer } from './layer.ts';

const HOLD = 'src/server/store/hold.ts';
const LEGS = 'src/server/store/legs.ts';
const SETTLE = 'src/server/store/settle.ts';

const AT_ITS_FENCE = `
    WHERE id = $1 AND live = $2 AND fence = $3`;
// The parameter is still there, and every other of them keeps its number.
const AT_ANY_FENCE = `
    WHERE id = $1 AND live = $2 AND $3::bigint IS NOT NULL`;

/** A write that no longer asks for its fence. */
function unfenced(file: string, before: string, after: string) {
  const find = `${before}${AT_ITS_FENCE}${after}`;
  return { file, find, replace: `${before}${AT_ANY_FENCE}${after}` };
}

export const CARRYING_LAYERS = {
  fence: {
    words: 'A worker whose fence is old writes nothing: it writes all the same.',
    patches: [
      unfenced(SETTLE, `key = $13, key_expires_at = $14`, ` AND ($32`),
      unfenced(SETTLE, `SET lease_until = NULL, revision = revision + 1`, ` AND ($15`),
      unfenced(HOLD, `SET live = NULL, lease_until = NULL, revision = revision + 1`, ''),
      unfenced(HOLD, `SET lease_until = $5, revision = revision + 1`, ''),
      unfenced(HOLD, `CASE WHEN $5::text IS NULL THEN 0 ELSE 1 END`, ''),
      unfenced(LEGS, `SET lease_until = $5, revision = revision + 1`, ''),
      unfenced(LEGS, `SET lease_until = $6, revision = revision + 1`, ''),
    ],
  },
  'parked-looks': {
    words: 'What waits at the gateway is looked up now and then: only a webhook tells of it.',
    patches: [
      {
        file: 'src/server/sweep.ts',
        find: `const MOST_A_SWEEP = { lost: 20, parked: 10 };`,
        replace: `const MOST_A_SWEEP = { lost: 20, parked: 0 };`,
      },
    ],
  },
  reconciliation: {
    words: "The gateway's list is held against the rows: what only it tells of is never seen.",
    patches: [
      {
        file: 'src/server/reconciling.ts',
        find: `      if (!recorded.has(chargeIdOf(charge))) await this.#lookAt(charge);`,
        replace: `      if (recorded.has('')) await this.#lookAt(charge);`,
      },
      {
        file: 'src/server/adopting.ts',
        find: `  return isNamed && fact.type !== 'declined' && fact.type !== 'canceled';`,
        replace: `  return isNamed && fact.type === 'canceled';`,
      },
    ],
  },
  'giving-back': {
    words: 'A capture that may not stay is refunded: it stays.',
    patches: [
      {
        file: 'src/server/transition.ts',
        find: `{ type: 'give-back', fact, cause: checkout.paid === null ? 'late' : 'duplicate' };`,
        replace: `{ type: 'nothing', why: checkout.paid === null ? 'behind' : 'known' };`,
      },
      {
        file: 'src/server/adopting.ts',
        find: `  return returnIt(settings, place, checkout, fact);`,
        replace: `  return 'ignored';`,
      },
    ],
  },
} as const satisfies Record<string, Layer>;
