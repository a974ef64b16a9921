// Planted bugs in how money goes back.

import type { Mutant } from './mutant.ts';
import type { Patch } from './patching.ts';

const STRAY = 'src/server/store/stray.ts';

/** Each try of a refund has another key at the gateway. */
export const KEY_PER_REFUND_TRY: Patch = {
  file: 'src/server/refunding.ts',
  find: `      gatewayKey: refund.id,`,
  replace: `      gatewayKey: [refund.id, refund.tries].join('.'),`,
};

export const REFUND_MUTANTS: readonly Mutant[] = [
  {
    number: 22,
    name: 'refund-key-per-try',
    words: 'A refund has no key of its own at the gateway: each try of it is another refund.',
    promise: ['refund-row-before-call', 'refunds-within-captured'],
    patches: [KEY_PER_REFUND_TRY],
    maskedBy: ['bank-refund-cap'],
  },
  {
    number: 23,
    name: 'refund-of-the-kept-charge',
    words:
      'A capture that is told once more counts as one too many, and what is given back for any ' +
      'that is one too many is the charge that pays the checkout.',
    promise: ['kept-charge-not-refunded-by-us', 'every-charge-paid-or-refunded'],
    patches: [
      {
        file: 'src/server/transition.ts',
        find: `  if (fact.type === 'succeeded' && capture !== null) return`,
        replace: `  if (fact.type === 'succeeded' && capture?.kept === false) return`,
      },
      {
        file: STRAY,
        find: `    SELECT $3, $4, id, $5, $6, $7, $8, false, $7::bigint, $9
    FROM noted WHERE $4::text IS NOT NULL`,
        replace: `    SELECT $3, $4, id, $5, $6, $7, $8, false, $7::bigint, $9
    FROM noted WHERE $4::text IS NOT NULL
    ON CONFLICT (gateway, charge_id) DO NOTHING`,
      },
      {
        file: STRAY,
        find: `    SELECT $10, id, $3, $4, $11, $12, $20, $8, 'pending', $9, $9
    FROM noted WHERE $10::text IS NOT NULL`,
        replace: `    SELECT $10, id, $3, coalesce((
      SELECT k.charge_id FROM payonce_charges k WHERE k.checkout_id = noted.id AND k.kept
    ), $4), $11, $12, $20, $8, 'pending', $9, $9
    FROM noted WHERE $10::text IS NOT NULL`,
      },
    ],
    maskedBy: [],
    unmasked:
      'Behind all layers it gives back the charge that pays: no later layer asks which one it is.',
  },
];
