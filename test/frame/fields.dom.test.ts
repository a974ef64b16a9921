// What a person meets in the three fields: labels, shape, errors, Enter and locking.

import { getByLabelText } from '@testing-library/dom';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { aCardPage, aFilledPage, errorOf, fill } from './a-card-page.ts';

test.each([
  ['Card number', 'number', 'cc-number'],
  ['Expiry', 'exp', 'cc-exp'],
  ['Security code', 'cvc', 'cc-csc'],
] as const)('%s has a label, a number pad and autofill', (label, id, autocomplete) => {
  const page = aCardPage();
  expect(getByLabelText(document.body, label)).toBe(page[id]);
  expect(page[id].getAttribute('autocomplete')).toBe(autocomplete);
  expect(page[id].getAttribute('inputmode')).toBe('numeric');
  expect(page[id].name).not.toBe('');
});

test('what is typed is set in groups, and its brand is named', async () => {
  const page = aCardPage();
  page.connect();
  await fill(page, '378282246310005', '0134', '12345');
  expect(page.number.value).toBe('3782 822463 10005');
  expect(page.exp.value).toBe('01/34');
  expect(page.cvc.value).toBe('1234');
  expect(document.querySelector('#brand-name')?.textContent).toBe('American Express');
  expect(page.number.getAttribute('aria-describedby')).toContain('brand-name');
  expect(page.heard.at(-1)).toEqual({
    type: 'change',
    complete: true,
    empty: false,
    brand: 'amex',
  });
});

test('an error shows after leaving a field and goes as soon as it is right', async () => {
  const user = userEvent.setup();
  const page = aCardPage();
  await user.type(page.number, '4242424242424241');
  expect(errorOf(page.number)).toBeNull();
  await user.click(page.exp);
  expect(errorOf(page.number)).toBe('Check the number: a digit seems wrong.');
  expect(page.number.getAttribute('aria-invalid')).toBe('true');
  expect(page.number.getAttribute('aria-describedby')).toContain('number-error');
  await user.type(page.number, '{Backspace}2');
  expect(errorOf(page.number)).toBeNull();
  expect(page.number.hasAttribute('aria-invalid')).toBe(false);
});

test('a field that was left untouched shows no error', async () => {
  const user = userEvent.setup();
  const page = aCardPage();
  await user.click(page.number);
  await user.click(page.exp);
  expect(errorOf(page.number)).toBeNull();
});

test('whoever leaves the frame may be pressing Pay: the error waits a moment', async () => {
  const user = userEvent.setup();
  const page = aCardPage();
  await user.type(page.number, '4242');
  page.number.blur();
  expect(errorOf(page.number)).toBeNull();
  page.later();
  expect(errorOf(page.number)).toBe('This number is too short. Enter every digit.');
});

test('a field that one comes back to shows no error meanwhile', async () => {
  const user = userEvent.setup();
  const page = aCardPage();
  await user.type(page.number, '4242');
  page.number.blur();
  page.number.focus();
  page.later();
  expect(errorOf(page.number)).toBeNull();
});

test('Enter in any field asks to submit, once for each press', async () => {
  const user = userEvent.setup();
  const page = aCardPage();
  page.connect();
  for (const field of [page.number, page.exp, page.cvc]) await user.type(field, '{Enter}');
  await user.type(page.number, '{Enter>5/}');
  expect(page.heardOf('submit')).toHaveLength(4);
});

test('locked fields keep their values and the focus, take no typing and no Enter', async () => {
  const user = userEvent.setup();
  const page = await aFilledPage();
  await page.tell({ type: 'lock', locked: true });
  await user.type(page.cvc, '9{Enter}');
  expect(document.activeElement).toBe(page.cvc);
  expect([page.number.value, page.cvc.value]).toEqual(['4242 4242 4242 4242', '123']);
  expect(page.cvc.getAttribute('aria-disabled')).toBe('true');
  expect(page.cvc.disabled).toBe(false);
  expect(page.heardOf('submit')).toEqual([]);
  await page.tell({ type: 'lock', locked: false });
  expect(page.cvc.readOnly || page.cvc.hasAttribute('aria-disabled')).toBe(false);
});

test('clearing the security code leaves the rest', async () => {
  const page = await aFilledPage();
  await page.tell({ type: 'clear-security-code' });
  expect([page.number.value, page.exp.value, page.cvc.value]).toEqual([
    '4242 4242 4242 4242',
    '12/34',
    '',
  ]);
  expect(page.heard.at(-1)).toMatchObject({ type: 'change', complete: false, empty: false });
});

test('focus goes to the first field that still needs something', async () => {
  const page = await aFilledPage();
  await page.tell({ type: 'clear-security-code' });
  page.number.blur();
  await page.tell({ type: 'focus' });
  expect(document.activeElement).toBe(page.cvc);
});

test('an expiry in another form is written as MM/YY when one leaves it', async () => {
  const user = userEvent.setup();
  const page = aCardPage();
  page.exp.value = '1 / 2034';
  await user.click(page.exp);
  await user.click(page.cvc);
  expect([page.exp.value, errorOf(page.exp)]).toEqual(['01/34', null]);
});

test('an error about the code follows the brand', async () => {
  const user = userEvent.setup();
  const page = aCardPage();
  page.connect();
  await page.tell({ type: 'tokenize', id: 1 });
  await user.type(page.number, '37');
  expect(errorOf(page.cvc)).toBe('Enter the 4 digits on the front of your card.');
});
