// The bodies that the bank takes, and their limits. Knows shapes, not what a request sets in
// motion; the card's own rules are elsewhere.

import * as v from 'valibot';
import { paymentRequestSchema } from '../protocol/messages.ts';
import { MAX_CARD_INPUT_LENGTH } from './card-rules.ts';
import { FAULT_POINTS } from './faults.ts';
import { looksLikeIban } from './iban.ts';
import { wholeNumber } from '../protocol/whole-number.ts';

// Payonce's gateway keys and references have under 80 characters; 255 is what other gateways
// document.
const MAX_NAME_LENGTH = 255;
// A cart's id may have 255 characters, and a label may hold whatever a storefront calls its own.
const MAX_LABEL_TEXT = 1000;
const MAX_URL_LENGTH = 2000;
const MAX_REASON_LENGTH = 500;
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

const NOT_AN_OBJECT = 'must be a JSON object';

const cardSchema = v.object(
  { number: cardField('number'), exp: cardField('exp'), cvc: cardField('cvc') },
  NOT_AN_OBJECT,
);
// `field` says where it was, so that what is wrong with it is told of there.
const accountSchema = v.pipe(
  v.object({ iban: cardField('iban') }),
  v.transform(({ iban }) => ({ iban, field: 'iban' })),
);
const accountInNumberSchema = v.pipe(
  v.object({ number: cardField('number') }),
  v.transform(({ number }) => ({ iban: number, field: 'number' })),
);

export type AccountDetails = v.InferOutput<typeof accountSchema>;
export type CardDetails = v.InferOutput<typeof cardSchema>;
/** What the card fields page sends. */
export type TokenRequest = CardDetails | { readonly iban: string };

export const tokenRequestSchema = v.lazy((input: unknown) => {
  const { iban, number } = (input ?? {}) as { iban?: unknown; number?: unknown };
  if (iban !== undefined) return accountSchema;
  return typeof number === 'string' && looksLikeIban(number) ? accountInNumberSchema : cardSchema;
});
/** A card, or an account with the name of the field it came in. */
export type TokenOrder = CardDetails | AccountDetails;

const webAddress = (what: string) =>
  v.pipe(
    v.string(`${what} must be a string`),
    v.maxLength(MAX_URL_LENGTH, `${what} must have at most ${MAX_URL_LENGTH} characters`),
    v.check(isWebAddress, `${what} must be an address that begins with http:// or https://`),
  );

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

const label = v.pipe(
  v.record(
    v.pipe(v.string(), v.maxLength(40, 'a name has at most 40 characters')),
    v.pipe(
      v.string('label must hold strings only'),
      v.maxLength(MAX_LABEL_TEXT, `a text has at most ${MAX_LABEL_TEXT} characters`),
    ),
    'label must be a JSON object of strings',
  ),
  v.check((entries) => Object.keys(entries).length <= 20, 'label has at most 20 names'),
);

export const chargeRequestSchema = v.object(
  {
    key: name('key'),
    reference: name('reference'),
    amount: paymentRequestSchema.entries.amount,
    token: paymentRequestSchema.entries.paymentMethod.entries.token,
    returnUrl: v.exactOptional(webAddress('returnUrl')),
    label: v.exactOptional(label),
  },
  NOT_AN_OBJECT,
);
/** What is asked: the same key with the same order is a repeat. */
export type ChargeOrder = v.InferOutput<typeof chargeRequestSchema>;

export const cancelRequestSchema = v.object({ key: name('key') }, NOT_AN_OBJECT);

export const refundRequestSchema = v.object(
  {
    key: name('key'),
    charge: name('charge'),
    amount: paymentRequestSchema.entries.amount,
    reason: v.exactOptional(
      v.pipe(
        v.string('reason must be a string'),
        v.maxLength(MAX_REASON_LENGTH, `reason must have at most ${MAX_REASON_LENGTH} characters`),
      ),
    ),
  },
  NOT_AN_OBJECT,
);
export type RefundOrder = v.InferOutput<typeof refundRequestSchema>;

export const webhookEndpointSchema = v.object(
  { url: webAddress('url'), mark: name('mark') },
  NOT_AN_OBJECT,
);
export type WebhookEndpoint = v.InferOutput<typeof webhookEndpointSchema>;

export const faultRequestSchema = v.object(
  {
    point: v.picklist(FAULT_POINTS, `point must be one of: ${FAULT_POINTS.join(', ')}`),
    times: v.optional(wholeNumber(1, MAX_TIMES, 'times'), 1),
    ms: v.optional(wholeNumber(0, MAX_DELAY_MS, 'ms'), DEFAULT_DELAY_MS),
  },
  NOT_AN_OBJECT,
);
