// What an operator types: each command as it is meant, and for everything else what to type.

import { expect, test } from 'vitest';
import { commandOf, HELP, type Command } from '../../src/shop/operator-command.ts';

const CHECKOUT = `chk_${'0a'.repeat(16)}`;
const EVENT = `evt_${'0b'.repeat(16)}`;

test.each<[string, Command]>([
  ['', { type: 'help' }],
  ['help', { type: 'help' }],
  ['--help', { type: 'help' }],
  ['list', { type: 'list' }],
  ['sweep', { type: 'sweep' }],
  ['reconcile', { type: 'reconcile', most: null }],
  ['reconcile --adopt-up-to 40', { type: 'reconcile', most: 40 }],
  [`show ${CHECKOUT}`, { type: 'show', checkoutId: CHECKOUT }],
  [`revive ${EVENT}`, { type: 'revive', eventId: EVENT }],
  [
    `settle ${CHECKOUT} --captured ch_1`,
    { type: 'settle', checkoutId: CHECKOUT, word: { type: 'captured', chargeId: 'ch_1' } },
  ],
  [
    `settle ${CHECKOUT} --not-charged`,
    { type: 'settle', checkoutId: CHECKOUT, word: { type: 'not-charged' } },
  ],
])('"%s" is understood', (typed, command) => {
  expect(commandOf(typed.split(' ').filter((word) => word !== ''))).toEqual(command);
});

test.each([
  ['show', 'Type: npm run operator -- show <checkoutId>'],
  ['show chk_1', '"chk_1" is none: a checkout is named chk_ and 32 digits'],
  [`show ${CHECKOUT} now`, 'Type: npm run operator -- show'],
  ['settle', 'Type: npm run operator -- settle <checkoutId>'],
  [`settle ${CHECKOUT}`, 'Say what the bank said.'],
  [`settle ${CHECKOUT} captured ch_1`, 'Say what the bank said.'],
  [`settle ${CHECKOUT} --captured`, 'Say what the bank said.'],
  [`settle ${CHECKOUT} --captured --not-charged`, 'Say what the bank said.'],
  [`settle ${CHECKOUT} --captured ch_1 ch_2`, 'Say what the bank said.'],
  [`settle ${CHECKOUT} --not-charged ch_1`, 'Say what the bank said.'],
  ['revive', 'Type: npm run operator -- revive <eventId>'],
  [`revive ${CHECKOUT}`, 'An event is named evt_'],
  ['reconcile now', 'Type: npm run operator -- reconcile --adopt-up-to <n>'],
  ['reconcile --adopt-up-to all', 'Say how many charges the database has lost.'],
  ['list all', '"list" stands alone.'],
])('"%s" is refused with what to type', (typed, words) => {
  const command = commandOf(typed.split(' '));
  expect(command).toMatchObject({ type: 'wrong' });
  expect(command.type === 'wrong' && command.words).toContain(words);
});

test('a command that there is none of gets the whole help', () => {
  const command = commandOf(['setle', CHECKOUT]);
  expect(command.type === 'wrong' && command.words).toBe(`There is no command "setle".\n\n${HELP}`);
});
