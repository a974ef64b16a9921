// The bodies that the bank takes, and their limits. Knows shapes, not what a request sets in
// motion; the card's own rules are elsewhere.

import * as v from 'valibot';
import { paymentRequestSchema } from '../protocol/messages.ts';
import { MAX_CARD_INPUT_LENGTH } from './card-rules.ts';
import { FAULT_POINTS } from './faults.ts';

// Payonce's gateway keys and references have under 80 characters; 255 is what other gateways
// document.
const MAX_NAME_LENGTH = 255;
const MAX_TIMES = 100_000;
const MAX_DELAY_MS = 10 * 60_000;
const DEFAULT_DELAY_MS = 1000;

function name(what: string) {
  return v.pipe(
    v.string(`${what} must be a string`),
    v.minLength(1, `${what} must not be empty`),
    v.maxLength(MAX_NAME_LENGTH, `${what} must have at most ${MAX_NAME_LENGTH} characters`),
    v.regex(/^[\x21-\x7e]*$/, `${what} must be printable ASCII without spaces`),
  );
}

function cardField(what: string) {
  const tooLong = `${what} must have at most ${MAX_CARD_INPUT_LENGTH} characters`;
  return v.pipe(v.string(`${what} must be a string`), v.maxLength(MAX_CARD_INPUT_LENGTH, tooLong));
}

function wholeNumber(min: number, max: number, what: string) {
  const message = `${what} must be a whole number from ${min} to ${max}`;
  return v.pipe(
    v.number(message),
    v.safeInteger(message),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

const NOT_AN_OBJECT = 'must be a JSON object';

export const tokenRequestSchema = v.object(
  { number: cardField('number'), exp: cardField('exp'), cvc: cardField('cvc') },
  NOT_AN_OBJECT,
);
export type TokenRequest = v.InferOutput<typeof tokenRequestSchema>;

export const chargeRequestSchema = v.object(
  {
    key: name('key'),
    reference: name('reference'),
    amount: paymentRequestSchema.entries.amount,
    token: paymentRequestSchema.entries.paymentMethod.entries.token,
  },
  NOT_AN_OBJECT,
);
/** What is asked: the same key with the same order is a repeat. */
export type ChargeOrder = v.InferOutput<typeof chargeRequestSchema>;

export const cancelRequestSchema = v.object({ key: name('key') }, NOT_AN_OBJECT);

export const faultRequestSchema = v.object(
  {
    point: v.picklist(FAULT_POINTS, `point must be one of: ${FAULT_POINTS.join(', ')}`),
    times: v.optional(wholeNumber(1, MAX_TIMES, 'times'), 1),
    ms: v.optional(wholeNumber(0, MAX_DELAY_MS, 'ms'), DEFAULT_DELAY_MS),
  },
  NOT_AN_OBJECT,
);
