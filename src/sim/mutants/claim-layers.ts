// The layers of the server and its tables that decide whether a request may begin a payment.

import type { Layer } from './layer.ts';

const CLAIM = 'src/server/store/claim.ts';
const MIGRATIONS = 'src/server/migrations.ts';
const PAYING = 'src/server/paying.ts';

export const CLAIM_LAYERS = {
  'claim-live': {
    words: 'A claim asks that nothing is live or paid: it takes the checkout all the same.',
    patches: [{ file: CLAIM, find: `\n      AND live IS NULL AND paid IS NULL`, replace: '' }],
  },
  'claim-key': {
    words: 'Only the current key can be claimed: any key can.',
    patches: [
      { file: CLAIM, find: ` AND key = $4 AND $15 AND key_expires_at > $12`, replace: ` AND $15` },
      {
        file: CLAIM,
        find: `    SELECT id, live, key, $8,`,
        replace: `    SELECT id, live, $4, $8,`,
      },
    ],
  },
  'live-belt': {
    words: 'The tables take one live attempt and one kept charge a checkout: they take several.',
    patches: [
      {
        file: MIGRATIONS,
        find: `CREATE UNIQUE INDEX payonce_attempts_live ON payonce_attempts (checkout_id)
      WHERE status IN ('processing', 'unknown', 'action_required', 'pending')`,
        replace: `CREATE INDEX payonce_attempts_live ON payonce_attempts (checkout_id)
      WHERE status IN ('processing', 'unknown', 'action_required', 'pending')`,
      },
      {
        file: MIGRATIONS,
        find: `      declines integer NOT NULL,
      CHECK (live IS NULL OR paid IS NULL)`,
        replace: `      declines integer NOT NULL`,
      },
      {
        file: MIGRATIONS,
        find: `CREATE UNIQUE INDEX payonce_charges_kept`,
        replace: `CREATE INDEX payonce_charges_kept`,
      },
    ],
  },
  'key-belt': {
    words: 'The tables take one attempt a key: they take several.',
    patches: [
      {
        file: MIGRATIONS,
        find: `CREATE UNIQUE INDEX payonce_attempts_key`,
        replace: `CREATE INDEX payonce_attempts_key`,
      },
    ],
  },
  'body-check': {
    words: 'A key answers only for the body that it came with: it answers for any.',
    patches: [
      {
        file: PAYING,
        find: `    if (ownAttempt.fingerprint !== fingerprint) return refusals.keyReused();\n`,
        replace: '',
      },
    ],
  },
  'principal-check': {
    words: 'A checkout is shown to its principal and paid by nobody else: it is to all.',
    patches: [
      {
        file: 'src/server/opening.ts',
        find: `  return state?.checkout.principal === principal ? state : null;`,
        replace: `  return state;`,
      },
      {
        file: CLAIM,
        find: ` AND tenant = $2 AND principal = $3`,
        replace: ` AND tenant = $2 AND $3::text IS NOT NULL`,
      },
    ],
  },
} as const satisfies Record<string, Layer>;
