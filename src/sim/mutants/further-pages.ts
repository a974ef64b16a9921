// Further planted bugs, of what a page does and shows: each makes oracles speak that no bug of the
// table does.

import type { FurtherBug } from './mutant.ts';

export const FURTHER_PAGES: readonly FurtherBug[] = [
  {
    number: 29,
    name: 'confirmation-opens-the-cart',
    words: 'A confirmation that knows its cart opens the checkout, instead of reading it.',
    promise: ['confirmation-only-reads'],
    patches: [
      {
        file: 'src/client/read-checkout.ts',
        find: `import { getCheckout, resolveApi } from './api.ts';`,
        replace: `import { getCheckout, openCheckout, resolveApi } from './api.ts';`,
      },
      {
        file: 'src/client/read-checkout.ts',
        find: `      read: (_facts, signal) => getCheckout(ports, api, checkoutId, signal),`,
        replace: `      read: ({ checkout }, signal) =>
        checkout === null
          ? getCheckout(ports, api, checkoutId, signal)
          : openCheckout(ports, api, checkout.cartId, signal),`,
      },
    ],
  },
  {
    number: 30,
    name: 'any-decline-is-mine',
    words: 'A press that ends in a checkout whose last payment was declined was declined.',
    promise: ['declined-result-is-its-own'],
    patches: [
      {
        file: 'src/client/pictured.ts',
        find: `  return isNewsOfDecline(hold, checkout) && !isReused(hold) && !isRefused(hold);`,
        replace: `  return checkout.payment?.status === 'declined';`,
      },
    ],
  },
  {
    number: 31,
    name: 'pay-shut-after-decline',
    words: 'After a decline Pay stays shut, and its shopper has to load the page anew.',
    promise: ['pay-again-after-decline'],
    patches: [
      {
        file: 'src/client/view.ts',
        find: `  return (status === 'ready' || status === 'declined') && local.trusted;`,
        replace: `  return status === 'ready' && local.trusted;`,
      },
    ],
  },
  {
    number: 32,
    name: 'revision-by-the-clock',
    words: 'A picture is numbered by the time of its making, not by the row that it was made of.',
    promise: ['picture-was-true'],
    patches: [
      {
        file: 'src/server/views.ts',
        find: `    revision: checkout.revision,`,
        replace: `    revision: now,`,
      },
    ],
  },
];
