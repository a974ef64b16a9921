// Planted bugs in what is done with a gateway's messages.

import type { Mutant } from './mutant.ts';

const SETTLE = 'src/server/store/settle.ts';
const WEBHOOKS = 'src/server/webhooks.ts';

export const MESSAGE_MUTANTS: readonly Mutant[] = [
  {
    number: 19,
    name: 'unknown-webhook-dropped',
    words: 'A message about something unknown is answered with 200 and forgotten.',
    promise: ['acknowledged-webhook-is-stored'],
    patches: [
      {
        file: WEBHOOKS,
        find: `  if (await hasEffect(settings, reading, telling)) return 'applied';
  return wait(settings, telling, tries);`,
        replace: `  await hasEffect(settings, reading, telling);
  return 'applied';`,
      },
    ],
    maskedBy: [],
    unmasked:
      'No wrong charge can come of it: a leg and a refund are written before their calls, so what ' +
      'is unknown is what a database forgot, and it is the list of the bank that brings that back.',
  },
  {
    number: 20,
    name: 'event-stored-before-effect',
    words: 'A message is stored as applied first, and its effect in a statement after that.',
    promise: ['webhook-applied-once'],
    patches: [
      {
        file: WEBHOOKS,
        find: `  if (seen !== null) return json(200, { status: seen });`,
        replace: `  if (seen !== null) return json(200, { status: seen });
  await noteInbox(database, tellingOf(settings, reading, now), 'received');`,
      },
    ],
    maskedBy: ['parked-looks', 'reconciliation'],
  },
  {
    number: 21,
    name: 'late-decline-overwrites-paid',
    words:
      'A decline that is told late, of an earlier try, is stored although a later one has paid ' +
      'the checkout: it can be paid once more.',
    promise: ['states-only-move-forward', 'captured-once'],
    patches: [
      {
        file: 'src/server/transition.ts',
        find: `  const denies = fact.type === 'declined' || fact.type === 'canceled';`,
        replace: `  if (fact.type === 'declined') return { type: 'conclude', proof: fact };
  const denies = fact.type === 'canceled';`,
      },
      {
        file: SETTLE,
        find: `WHERE id = $1 AND live = $2 AND fence = $3 AND ($32`,
        replace: `WHERE id = $1 AND fence = $3 AND ($32`,
      },
      {
        file: SETTLE,
        find: `    SELECT $23, tenant, id, events, $24, $25, 'waiting', $19, $19 FROM settled`,
        replace: `    SELECT $23, tenant, id, events, $24, $25, 'waiting', $19, $19 FROM settled
    ON CONFLICT (id) DO NOTHING`,
      },
    ],
    // It shows without them too, but behind them few of the second charges come to anything.
    maskedBy: ['live-belt', 'giving-back'],
  },
  {
    number: 27,
    name: 'signature-compared-wrongly',
    words:
      'The signature of a message is compared so that its last character alone counts, which is ' +
      'the padding of every one: whatever has the right length is believed. (A body that is ' +
      're-serialised, or compared with ===, reads the same here: only time would tell.)',
    promise: ['forged-webhook-changes-nothing'],
    patches: [
      {
        file: 'src/gateways/webhook-signature.ts',
        find: `    difference |= given.charCodeAt(index) ^ own.charCodeAt(index);`,
        replace: `    difference = given.charCodeAt(index) ^ own.charCodeAt(index);`,
      },
    ],
    maskedBy: [],
    unmasked:
      'Behind all layers a forged message pays a checkout, or ends a payment that is charged then.',
  },
];
