// Further planted bugs, of messages, events and money that goes back: each makes oracles speak that
// no bug of the table does.

import { BANK_LAYERS } from './bank-layers.ts';
import type { FurtherBug } from './mutant.ts';
import { KEY_PER_REFUND_TRY } from './refund-mutants.ts';

const EVENTS = 'src/server/events.ts';
const OUTBOX = 'src/server/store/outbox.ts';

export const FURTHER_NEWS: readonly FurtherBug[] = [
  {
    number: 46,
    name: 'events-in-any-order',
    words: "A checkout's second event is told although its first was not taken yet.",
    promise: ['each-event-told-in-order'],
    patches: [
      {
        file: OUTBOX,
        find: `
    AND NOT EXISTS (
      SELECT 1 FROM payonce_outbox b
      WHERE b.checkout_id = o.checkout_id AND b.place < o.place AND b.status = 'waiting'
    )`,
        replace: '',
      },
    ],
  },
  {
    number: 47,
    name: 'event-tried-once',
    words: 'An event that was not taken is never offered again.',
    promise: ['no-stuck-event'],
    patches: [
      {
        file: OUTBOX,
        find: `AND o.status = 'waiting' AND o.next_try_at <= $2`,
        replace: `AND o.status = 'waiting' AND o.next_try_at <= $2 AND o.tries = 0`,
      },
    ],
  },
  {
    number: 48,
    name: 'failed-handler-overlooked',
    words: 'An event counts as delivered although the storefront’s handler threw.',
    promise: ['told-at-least-once'],
    patches: [
      {
        file: 'src/server/outbox.ts',
        find: `    return \`\${name}: \${error instanceof Error ? error.message : String(error)}\`;`,
        replace: `    return name === '' ? String(error) : null;`,
      },
    ],
  },
  {
    number: 49,
    name: 'event-id-by-the-clock',
    words: 'The id of an event has the time in it: told again after a loss, it is another one.',
    promise: ['paid-has-one-id'],
    patches: [
      {
        file: EVENTS,
        find: `    id: eventIdOf(type, checkout.id, about),`,
        replace: `    id: eventIdOf(type, checkout.id, [about, nowMs].join(' ')),`,
      },
    ],
  },
  {
    number: 50,
    name: 'event-of-before-the-end',
    words: 'The event of a payment shows it as it was before it had succeeded.',
    promise: ['paid-event-tells-the-purchase'],
    patches: [
      {
        file: 'src/server/verdict.ts',
        find: `    event: successTold({ ...subject, attempt }, now),`,
        replace: `    event: successTold(subject, now),`,
      },
    ],
  },
  {
    number: 51,
    name: 'paid-by-message-untold',
    words: 'A payment that ends by a message of the bank is written without its event.',
    promise: ['paid-is-announced'],
    patches: [
      {
        file: 'src/server/store/settle.ts',
        find: `    SELECT $23, tenant, id, events, $24, $25, 'waiting', $19, $19 FROM settled`,
        replace: `    SELECT $23, tenant, id, events, $24, $25, 'waiting', $19, $19 FROM settled
    WHERE $29::text IS NULL`,
      },
    ],
  },
  {
    number: 52,
    name: 'late-message-refused',
    words: 'A message that took longer than two seconds counts as forged.',
    promise: ['genuine-webhook-is-believed'],
    patches: [
      {
        file: 'src/gateways/webhook-signature.ts',
        find: `const TOLERANCE_SECONDS = 5 * 60;`,
        replace: `const TOLERANCE_SECONDS = 2;`,
      },
    ],
  },
  {
    number: 53,
    name: 'whole-number-told',
    words: 'The bank tells all digits of a card where it should tell the last four.',
    promise: ['no-card-number-anywhere'],
    patches: [
      {
        file: 'src/bank/tokens.ts',
        find: `last4: digits.slice(-4), outcome };`,
        replace: `last4: digits, outcome };`,
      },
    ],
  },
  {
    number: 54,
    name: 'own-refunds-left-lying',
    words: 'What payonce itself has to give back is written down and never sent.',
    promise: ['every-refund-final', 'surplus-refunded-once'],
    patches: [
      {
        file: 'src/server/store/due-refunds.ts',
        find: `  WHERE r.status = 'pending' AND r.next_try_at <= $1 AND c.tenant = $2`,
        replace: `  WHERE r.status = 'pending' AND r.next_try_at <= $1 AND c.tenant = $2 AND r.tries > 0`,
      },
    ],
  },
  {
    number: 55,
    name: 'refund-per-try-uncapped',
    words: 'Each try of a refund is another one, and the bank gives more back than it took.',
    promise: ['refunds-within-captured'],
    patches: [KEY_PER_REFUND_TRY, ...BANK_LAYERS['bank-refund-cap'].patches],
  },
];
