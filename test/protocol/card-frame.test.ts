// What widget and card frame may say to each other: nothing else gets through, and no member that a
// card number could hide in.

import { safeParse } from 'valibot';
import { expect, test } from 'vitest';
import {
  CARD_FRAME_PROTOCOL,
  connectSchema,
  fromFrameSchema,
  toFrameSchema,
} from '../../src/protocol/card-frame.ts';

const CONNECT = {
  protocol: CARD_FRAME_PROTOCOL,
  type: 'connect',
  locale: 'de-AT',
  colorScheme: 'dark',
  variables: { '--payonce-accent': '#123456' },
};

const TO_FRAME = [
  { type: 'tokenize', id: 1 },
  { type: 'lock', locked: true },
  { type: 'clear-security-code' },
  { type: 'focus' },
  { type: 'appearance', colorScheme: 'light', variables: {} },
];

const METHOD = { type: 'card', brand: 'visa', last4: '4242' };
const FROM_FRAME = [
  { type: 'ready' },
  { type: 'height', px: 212.5 },
  { type: 'change', complete: false, empty: true },
  { type: 'change', complete: true, empty: false, brand: 'visa' },
  { type: 'submit' },
  { type: 'tokenized', id: 1, token: 'tok_1', method: METHOD },
  { type: 'tokenized', id: 1, token: 'tok_1', method: { type: 'card' } },
  { type: 'token-failed', id: 1, reason: 'incomplete', message: 'Card number is missing' },
  { type: 'token-failed', id: 1, reason: 'unreachable', message: '' },
];

test('the opening message is taken as it is', () => {
  expect(safeParse(connectSchema, CONNECT)).toMatchObject({ success: true, output: CONNECT });
});

test.each([
  ['another protocol', { ...CONNECT, protocol: 'payonce.card-frame.2' }],
  ['no protocol', { ...CONNECT, protocol: undefined }],
  ['another type', { ...CONNECT, type: 'hello' }],
  ['an unknown colour scheme', { ...CONNECT, colorScheme: 'sepia' }],
  ['a variable that is no text', { ...CONNECT, variables: { '--a': 1 } }],
  ['no object', 'connect'],
  ['null', null],
])('an opening message with %s is refused', (_, message) => {
  expect(safeParse(connectSchema, message).success).toBe(false);
});

test('a variable by the name of __proto__ changes no prototype', () => {
  const variables = JSON.parse('{"__proto__":"red","--a":"b"}') as unknown;
  const parsed = safeParse(connectSchema, { ...CONNECT, variables });
  if (!parsed.success) throw new Error('refused');
  expect(Object.entries(parsed.output.variables)).toEqual([['--a', 'b']]);
  expect(Object.getPrototypeOf(parsed.output.variables)).toBe(Object.prototype);
});

test.each(TO_FRAME)('the frame hears %j', (message) => {
  expect(safeParse(toFrameSchema, message)).toMatchObject({ success: true, output: message });
});

test.each(FROM_FRAME)('the widget hears %j', (message) => {
  expect(safeParse(fromFrameSchema, message)).toMatchObject({ success: true, output: message });
});

test.each([
  [{ type: 'tokenize' }],
  [{ type: 'tokenize', id: '1' }],
  [{ type: 'lock', locked: 'yes' }],
  [{ type: 'appearance', colorScheme: 'light' }],
  [{ type: 'tokenized', id: 1, token: 'tok_1', method: METHOD }],
  [{ type: 'eval', code: 'alert(1)' }],
  [{}],
  [null],
  [[]],
])('the frame does not hear %j', (message) => {
  expect(safeParse(toFrameSchema, message).success).toBe(false);
});

test.each([
  [{ type: 'height', px: Number.NaN }],
  [{ type: 'height', px: '100%' }],
  [{ type: 'change', complete: true }],
  [{ type: 'tokenized', id: 1, token: 'tok_1' }],
  [{ type: 'tokenized', id: 1, token: { toString: 'tok_1' }, method: METHOD }],
  [{ type: 'token-failed', id: 1, reason: 'other', message: '' }],
  [{ type: 'tokenize', id: 1 }],
  ['ready'],
])('the widget does not hear %j', (message) => {
  expect(safeParse(fromFrameSchema, message).success).toBe(false);
});

test('members that are not of the protocol do not get through', () => {
  const message = { ...FROM_FRAME[3], number: '4242 4242 4242 4242', cvc: '123' };
  const parsed = safeParse(fromFrameSchema, message);
  expect(JSON.stringify(parsed.output)).not.toContain('4242 4242');
  expect(parsed.output).toEqual(FROM_FRAME[3]);
});
