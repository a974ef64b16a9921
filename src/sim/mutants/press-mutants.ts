// Planted bugs in what a press of Pay takes and sends: the latch and the key.

import { CLAIM_GUARDS, LAYERS } from './layers.ts';
import type { Mutant } from './mutant.ts';

const ATTEMPT = 'src/client/attempt.ts';
const API = 'src/client/api.ts';

export const PRESS_MUTANTS: readonly Mutant[] = [
  {
    number: 1,
    name: 'guard-reads-pending',
    words:
      'What stops a second press is that a payment is pending, which begins with the POST and ' +
      'not with the click: while the card is turned into a token, every press goes on.',
    promise: ['one-intent-per-page'],
    patches: LAYERS['client-latch'].patches,
    maskedBy: ['claim-live', 'live-belt', 'key-belt'],
  },
  {
    number: 2,
    name: 'latch-released-on-success',
    words:
      'Success opens the latch at once: until the picture shows it paid, which is asked for ' +
      'then, Pay can be pressed again.',
    promise: ['one-intent-per-page', 'every-live-page-shows-the-truth'],
    patches: [
      {
        file: 'src/client/transition.ts',
        find: `keep(facts, 'paid', UNSURE);`,
        replace: `withHold(facts, FREE, null);`,
      },
      {
        file: ATTEMPT,
        find: `    if (isSettled(counter, press)) return;`,
        replace: `    if (delayMs > 0 && isSettled(counter, press)) return;`,
      },
    ],
    maskedBy: CLAIM_GUARDS,
  },
  {
    number: 3,
    name: 'latch-per-instance',
    words: 'Each widget has a latch of its own, so that two of them on one page pay at once.',
    promise: ['one-intent-per-page'],
    patches: [
      {
        file: 'src/client/latch.ts',
        find: `  return latchOver(recordFor(JSON.stringify([api, cartId])));`,
        replace: `  return latchOver(newRecord());`,
      },
    ],
    maskedBy: ['tab-courtesy', ...CLAIM_GUARDS],
  },
  {
    number: 4,
    name: 'new-key-on-retry',
    words: 'A retry of a payment carries a key of its own instead of that of the first send.',
    promise: ['one-key-per-intent', 'keys-come-from-the-server'],
    patches: LAYERS['retry-key'].patches,
    // Without the belt of keys, a repeat of the very same key would be a second charge as well.
    maskedBy: ['claim-live', 'claim-key', 'live-belt', 'bank-single-use-token'],
  },
  {
    number: 5,
    name: 'key-minted-in-the-tab',
    words:
      'Each press makes its key in the page, and the server takes any that it has not seen: two ' +
      'tabs no longer share one, and no picture tells a page which of them was claimed.',
    promise: ['keys-come-from-the-server', 'one-intent-per-page'],
    patches: [
      {
        file: ATTEMPT,
        find: `import type { PayOrder } from './api.ts';`,
        replace: `import { newIdempotencyKey } from '../protocol/keys.ts';
import type { PayOrder } from './api.ts';`,
      },
      {
        file: ATTEMPT,
        find: `  const key = checkout?.idempotencyKey ?? null;
  if (checkout === null || key === null) return`,
        replace: `  const key = newIdempotencyKey(counter.ports.clock, counter.ports.random);
  if (checkout === null) return`,
      },
      ...LAYERS['claim-key'].patches,
    ],
    maskedBy: ['claim-live', 'live-belt'],
  },
  {
    number: 6,
    name: 'key-made-anew-on-load',
    words:
      'A page makes a key of its own whenever it opens the checkout, after a reload and out of ' +
      'the back-forward cache too, and the server takes it.',
    promise: ['keys-come-from-the-server', 'one-intent-per-page'],
    patches: [
      {
        file: API,
        find: `{ formatKeyHeader, IDEMPOTENCY_KEY_HEADER } from '../protocol/keys.ts';`,
        replace: `{
  formatKeyHeader,
  IDEMPOTENCY_KEY_HEADER,
  newIdempotencyKey,
} from '../protocol/keys.ts';`,
      },
      {
        file: API,
        find: `  const request = { method: 'POST', headers: JSON_HEADERS, body };
  return readCheckoutAnswer(
    await exchange(ports, api + routes.checkouts, request, READ_TIMEOUT_MS, signal),
    ports.clock.now(),
  );`,
        replace: `  const request = { method: 'POST', headers: JSON_HEADERS, body };
  const answer = readCheckoutAnswer(
    await exchange(ports, api + routes.checkouts, request, READ_TIMEOUT_MS, signal),
    ports.clock.now(),
  );
  if (answer.type !== 'checkout' || answer.checkout.idempotencyKey === null) return answer;
  const idempotencyKey = newIdempotencyKey(ports.clock, ports.random);
  return { type: 'checkout', checkout: { ...answer.checkout, idempotencyKey } };`,
      },
      ...LAYERS['claim-key'].patches,
    ],
    maskedBy: ['claim-live', 'live-belt'],
  },
];
