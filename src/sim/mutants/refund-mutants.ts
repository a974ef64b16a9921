// Planted bugs in how money goes back.

import { CLAIM_GUARDS } from './layers.ts';
import type { Mutant } from './mutant.ts';

export const REFUND_MUTANTS: readonly Mutant[] = [
  {
    number: 22,
    name: 'refund-key-per-try',
    words: 'A refund has no key of its own at the gateway: each try of it is another refund.',
    promise: ['refunds-within-captured'],
    patches: [
      {
        file: 'src/server/refunding.ts',
        find: `      gatewayKey: refund.id,`,
        replace: `      gatewayKey: [refund.id, refund.tries].join('.'),`,
      },
    ],
    maskedBy: ['bank-refund-cap'],
  },
  {
    number: 23,
    name: 'refund-of-the-kept-charge',
    words: 'When a capture is one too many, the one that pays the checkout is given back.',
    promise: ['kept-charge-not-refunded-by-us', 'every-charge-paid-or-refunded'],
    patches: [
      {
        file: 'src/server/store/stray.ts',
        find: `    SELECT $10, id, $3, $4, $11, $12, $7, $8, 'pending', $9, $9
    FROM noted WHERE $10::text IS NOT NULL`,
        replace: `    SELECT $10, id, $3, coalesce((
      SELECT k.charge_id FROM payonce_charges k WHERE k.checkout_id = noted.id AND k.kept
    ), $4), $11, $12, $7, $8, 'pending', $9, $9
    FROM noted WHERE $10::text IS NOT NULL`,
      },
    ],
    maskedBy: CLAIM_GUARDS,
  },
];
