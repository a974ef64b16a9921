// The choice between card and bank debit, and the one field of an account.

import { getByLabelText, getByRole, queryByLabelText } from '@testing-library/dom';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { aCardPage, aFilledPage, errorOf, fill, type CardPage } from './a-card-page.ts';

const IBAN = 'DE89370400440532013000';

const radio = (name: string) => getByRole<HTMLInputElement>(document.body, 'radio', { name });
const iban = () => getByLabelText<HTMLInputElement>(document.body, 'IBAN');
const isShown = (id: string) => document.querySelector<HTMLElement>(id)?.hidden === false;

async function aDebitPage(text = IBAN): Promise<CardPage> {
  const page = aCardPage();
  page.connect();
  const user = userEvent.setup();
  await user.click(radio('Bank debit'));
  if (text !== '') await user.type(iban(), text);
  return page;
}

test('the card comes first, and the choice has a name', () => {
  aCardPage();
  expect(getByRole(document.body, 'group', { name: 'Payment method' })).toBeTruthy();
  expect([radio('Card').checked, radio('Bank debit').checked]).toEqual([true, false]);
  expect([isShown('#card-fields'), isShown('#debit-fields')]).toEqual([true, false]);
});

test('choosing the bank debit shows the account’s field instead of the card’s', async () => {
  await aDebitPage('');
  expect([isShown('#card-fields'), isShown('#debit-fields')]).toEqual([false, true]);
  expect(queryByLabelText(document.body, 'IBAN')).toBe(iban());
  expect(iban().getAttribute('aria-describedby')).toContain('mandate');
});

test('the two are one group, in which the arrow keys choose', () => {
  aCardPage();
  const both = [radio('Card'), radio('Bank debit')];
  expect(new Set(both.map(({ name, form }) => `${name} ${form?.id ?? ''}`)).size).toBe(1);
});

test('an IBAN is set in fours, and is complete when it is', async () => {
  const page = await aDebitPage('de89370400440532013000');
  expect(iban().value).toBe('DE89 3704 0044 0532 0130 00');
  expect(page.heard.at(-1)).toEqual({ type: 'change', complete: true, empty: false });
});

test('coming back to the card finds it as it was', async () => {
  const page = await aFilledPage();
  const user = userEvent.setup();
  await user.click(radio('Bank debit'));
  expect(page.heard.at(-1)).toEqual({ type: 'change', complete: false, empty: true });
  await user.click(radio('Card'));
  expect(page.heard.at(-1)).toMatchObject({ complete: true, brand: 'visa' });
});

test('an account goes to the bank and comes back as a token for a bank debit', async () => {
  const page = await aDebitPage();
  await page.tell({ type: 'tokenize', id: 4 });
  expect(await page.requests[0]?.json()).toEqual({ iban: 'DE89 3704 0044 0532 0130 00' });
  const token = { token: 'tok_1', brand: 'sepa_debit', last4: '3000' };
  await page.answer(Response.json(token, { status: 201 }));
  expect(page.heard.at(-1)).toEqual({
    type: 'tokenized',
    id: 4,
    token: 'tok_1',
    method: { type: 'bank_debit', brand: 'sepa_debit', last4: '3000' },
  });
});

test.each([
  ['', 'Enter the IBAN of your account.'],
  ['DE89', 'This IBAN is too short. Enter every character.'],
  ['DE89370400440532013001', 'Check the IBAN: a character seems wrong.'],
])('tokenizing the account %j shows what is wrong and sends nothing', async (text, message) => {
  const page = await aDebitPage(text);
  await page.tell({ type: 'tokenize', id: 4 });
  expect(page.heard.at(-1)).toEqual({
    type: 'token-failed',
    id: 4,
    reason: 'incomplete',
    message,
  });
  expect([errorOf(iban()), document.activeElement, page.requests]).toEqual([message, iban(), []]);
});

test('what the bank finds wrong with the account shows under its field', async () => {
  const page = await aDebitPage();
  await page.tell({ type: 'tokenize', id: 4 });
  const errors = [{ path: 'iban', message: 'Use a test account.' }];
  await page.answer(Response.json({ code: 'card-invalid', errors }, { status: 400 }));
  expect(errorOf(iban())).toBe('Use a test account.');
});

test('an error shows a moment after leaving, and goes as soon as the account is right', async () => {
  const page = await aDebitPage('DE8937040044053201300');
  iban().blur();
  page.later();
  expect(errorOf(iban())).toBe('This IBAN is too short. Enter every character.');
  await userEvent.setup().type(iban(), '0');
  expect(errorOf(iban())).toBeNull();
});

test('Enter in the account’s field asks to submit', async () => {
  const page = await aDebitPage(`${IBAN}{Enter}`);
  expect(page.heardOf('submit')).toHaveLength(1);
});

test('locked, the method stays and keeps the focus', async () => {
  const page = await aDebitPage();
  await page.tell({ type: 'lock', locked: true });
  const user = userEvent.setup();
  await user.click(radio('Card'));
  await user.type(iban(), '9');
  expect([radio('Card').checked, isShown('#debit-fields')]).toEqual([false, true]);
  expect(iban().value).toBe('DE89 3704 0044 0532 0130 00');
  expect(radio('Card').getAttribute('aria-disabled')).toBe('true');
  await page.tell({ type: 'lock', locked: false });
  await user.click(radio('Card'));
  expect(radio('Card').checked).toBe(true);
});

test('focus goes to the account’s field when that is the method', async () => {
  const page = await aDebitPage();
  await page.tell({ type: 'focus' });
  expect(document.activeElement).toBe(iban());
});

test('no widget hears more of an account than its last four characters', async () => {
  const page = await aDebitPage();
  await page.tell({ type: 'tokenize', id: 1 });
  const token = { token: 'tok_1', brand: 'sepa_debit', last4: '3000' };
  await page.answer(Response.json(token, { status: 201 }));
  expect(JSON.stringify(page.heard)).not.toMatch(/DE89|0044/);
});

test('a card that was typed before is not sent with an account', async () => {
  const page = await aDebitPage();
  await userEvent.setup().click(radio('Card'));
  await fill(page, '4242424242424242', '1234', '123');
  await userEvent.setup().click(radio('Bank debit'));
  await page.tell({ type: 'tokenize', id: 1 });
  expect(await page.requests[0]?.json()).toEqual({ iban: 'DE89 3704 0044 0532 0130 00' });
});
