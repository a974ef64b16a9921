// The layers of the bank, which protect a shop from itself.

import type { Layer } from './layer.ts';

const CHARGES = 'src/bank/charges.ts';

export const BANK_LAYERS = {
  'bank-idempotency': {
    words: 'The bank charges once for a key: every call with it is a new charge.',
    patches: [
      {
        file: CHARGES,
        find: `    const earlier = anew ? null : this.#earlier(order);`,
        replace: `    const earlier: ChargeResult | null = null;`,
      },
    ],
  },
  'bank-single-use-token': {
    words: 'A token is good for one charge: it is good for any number.',
    patches: [
      {
        file: CHARGES,
        find: `    if (isTaken && !(anew && books.newest(order.key)?.token === order.token)) {`,
        replace: `    if (isTaken && order.token === '') {`,
      },
    ],
  },
  'bank-refund-cap': {
    words: 'The bank gives back no more of a charge than is left of it: it gives what is asked.',
    patches: [
      {
        file: 'src/bank/refunds.ts',
        find: `    if (isOtherCurrency || order.amount.value > leftValue) {`,
        replace: `    if (isOtherCurrency) {`,
      },
    ],
  },
} as const satisfies Record<string, Layer>;
