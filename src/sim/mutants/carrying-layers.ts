// The layers of the server that protect a payment once it has begun: how a worker holds it, how it
// finds out what became of it, how what was taken by mistake goes back.

import type { Layer } from './layer.ts';

const HOLD = 'src/server/store/hold.ts';
const LEGS = 'src/server/store/legs.ts';
const SETTLE = 'src/server/store/settle.ts';
const WORKER = 'src/server/worker.ts';

const AT_ITS_FENCE = `
    WHERE id = $1 AND live = $2 AND fence = $3`;
const AT_ANY_FENCE = `, fence = $3
    WHERE id = $1 AND live = $2`;

/** A write that no longer asks for its fence, but puts back the one that it was given. */
function unfenced(file: string, before: string, after: string) {
  const find = `${before}${AT_ITS_FENCE}${after}`;
  return { file, find, replace: `${before}${AT_ANY_FENCE}${after}` };
}

export const CARRYING_LAYERS = {
  fence: {
    words: 'A worker whose fence is old writes nothing: it writes, and its own fence with it.',
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
  'lease-check': {
    words: 'A worker that slept past its lease does not send: it sends.',
    patches: [{ file: WORKER, find: `now + gateway.timeoutMs > job.leaseUntil || `, replace: '' }],
  },
  'server-consent': {
    words: 'A worker sends within a minute of the claim: it sends at any time.',
    patches: [
      {
        file: WORKER,
        find: `now > attempt.consent_until) {`,
        replace: `now > Number.MAX_SAFE_INTEGER) {`,
      },
    ],
  },
  'sweep-consent': {
    words: 'A further leg is sent within a minute of the claim: it is sent at any time.',
    patches: [
      {
        file: WORKER,
        find: `now > attempt.consent_until || hold.leg >= MAX_LEGS`,
        replace: `hold.leg >= MAX_LEGS`,
      },
    ],
  },
  'lookup-first': {
    words: "The gateway's books are asked what became of a lost answer: they are taken for empty.",
    patches: [
      {
        file: WORKER,
        find: `  const found = await gateway.lookup(gatewayKey);`,
        replace: `  const found = { type: 'absent' } as LookupOutcome;`,
      },
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
  'webhook-dedupe': {
    words: 'A message that was taken before changes nothing: it is applied again.',
    patches: [
      {
        file: 'src/server/webhooks.ts',
        find: `  if (seen !== null) return json(200, { status: seen });\n`,
        replace: '',
      },
    ],
  },
  'refund-cap': {
    words: 'No more of a charge is refunded than was captured: as much as anybody asks for is.',
    patches: [
      {
        file: 'src/server/store/refunds.ts',
        find: `\n      AND k.refunded_value + $3::bigint <= k.amount_value`,
        replace: '',
      },
      {
        file: 'src/server/refunding.ts',
        find: `  if (left > 0 && value <= left) return { value, currency };`,
        replace: `  if (value > 0) return { value, currency };`,
      },
      {
        file: 'src/server/migrations.ts',
        find: `      PRIMARY KEY (gateway, charge_id),
      CHECK (refunded_value BETWEEN 0 AND amount_value)`,
        replace: `      PRIMARY KEY (gateway, charge_id)`,
      },
    ],
  },
} as const satisfies Record<string, Layer>;
