// The bodies that both sides exchange, and their parsers. What comes from outside is parsed here,
// once; behind it the types are true. Knows shapes and limits, not what a message sets in motion.

import * as v from 'valibot';
import { isCurrency, MAX_AMOUNT_MINOR } from './money.ts';

// A cart id is the shop's: a number, a UUID or a slug. Longer ones are mistakes and would not fit
// an index well.
const MAX_CART_ID_LENGTH = 200;
// Gateways' tokens have 20 to 120 characters; Stripe documents 255 as its limit for ids.
const MAX_TOKEN_LENGTH = 255;
// A receipt a person can read; a wholesale list belongs into the shop's own page.
const MAX_LINES = 200;
const MAX_NAME_LENGTH = 300;
const MAX_QUANTITY = 1_000_000;
// A sentence for the shopper and the books; gateways keep as much.
const MAX_REASON_LENGTH = 500;

function text(maxLength: number, what: string) {
  return v.pipe(
    v.string(`${what} must be a string`),
    v.minLength(1, `${what} must not be empty`),
    v.maxLength(maxLength, `${what} must have at most ${maxLength} characters`),
    v.check(
      (value) => !/[\u0000-\u001f\u007f]/u.test(value),
      `${what} must not contain control characters`,
    ),
    v.check((value) => value.isWellFormed(), `${what} must be valid Unicode`),
  );
}

function wholeNumber(min: number, max: number, what: string) {
  return v.pipe(
    v.number(`${what} must be a number`),
    v.safeInteger(`${what} must be a whole number`),
    v.minValue(min, `${what} must be at least ${min}`),
    v.maxValue(max, `${what} must be at most ${max}`),
  );
}

const currency = v.pipe(
  v.string('currency must be a string'),
  v.check(isCurrency, 'currency must be an upper-case ISO 4217 code such as "EUR"'),
);

const payableMoney = v.object(
  { value: wholeNumber(1, MAX_AMOUNT_MINOR, 'value, in minor units,'), currency },
  'must be money: { "value": 4200, "currency": "EUR" }',
);

// A line may be free or a discount; only the total must be payable.
const lineMoney = v.object(
  { value: wholeNumber(-MAX_AMOUNT_MINOR, MAX_AMOUNT_MINOR, 'value, in minor units,'), currency },
  'must be money: { "value": 4200, "currency": "EUR" }',
);

const line = v.object({
  name: text(MAX_NAME_LENGTH, 'name'),
  quantity: wholeNumber(1, MAX_QUANTITY, 'quantity'),
  amount: lineMoney,
});
const lines = v.pipe(
  v.array(line, 'lines must be a list'),
  v.maxLength(MAX_LINES, `at most ${MAX_LINES} lines`),
);

/**
 * What a cart costs now, as the storefront says: the version changes whenever anything in it does.
 */
export const quoteSchema = v.object({
  version: text(MAX_CART_ID_LENGTH, 'version'),
  amount: payableMoney,
  lines,
});
export type Quote = v.InferOutput<typeof quoteSchema>;
export type Line = v.InferOutput<typeof line>;

export const openCheckoutSchema = v.object(
  { cartId: text(MAX_CART_ID_LENGTH, 'cartId') },
  'must be a JSON object',
);

const token = v.pipe(
  text(MAX_TOKEN_LENGTH, 'token'),
  v.check(
    (value) => !looksLikeCardNumber(value),
    'token must come from the bank: a card number must never be sent here',
  ),
);

export const paymentRequestSchema = v.object(
  {
    amount: payableMoney,
    cartVersion: v.optional(text(MAX_CART_ID_LENGTH, 'cartVersion')),
    paymentMethod: v.object(
      {
        type: v.pipe(
          text(40, 'type'),
          v.regex(/^[a-z][a-z0-9_]*$/, 'type must be a name such as "card"'),
        ),
        token,
      },
      'must be a payment method: { "type": "card", "token": "tok_…" }',
    ),
  },
  'must be a JSON object',
);
export type PaymentRequest = v.InferOutput<typeof paymentRequestSchema>;

/**
 * Twelve to nineteen digits that pass the Luhn check, whatever stands between them: a card number
 * where none may be. Only as a whole: of thirty UUIDs one has that many digits in a row.
 */
function looksLikeCardNumber(value: string): boolean {
  const digits = value.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');
  if (!/^\d{12,19}$/.test(digits)) return false;
  return luhnSum(digits) % 10 === 0;
}

function luhnSum(digits: string): number {
  return [...digits].reverse().reduce((sum, character, index) => {
    const digit = Number(character) * (index % 2 === 0 ? 1 : 2);
    return sum + (digit > 9 ? digit - 9 : digit);
  }, 0);
}

export const refundRequestSchema = v.object(
  { amount: v.optional(payableMoney), reason: text(MAX_REASON_LENGTH, 'reason') },
  'must be a JSON object',
);
/** What a merchant asks to give back; without an amount, all that is left. */
export type RefundRequest = v.InferOutput<typeof refundRequestSchema>;

const refundSchema = v.object({
  id: v.string(),
  amount: payableMoney,
  reason: v.string(),
  status: v.picklist(['pending', 'succeeded', 'failed']),
  createdAt: v.string(),
});
export type Refund = v.InferOutput<typeof refundSchema>;

export const paymentSchema = v.object({
  id: v.string(),
  status: v.picklist(['processing', 'unknown', 'action_required', 'succeeded', 'declined']),
  amount: payableMoney,
  method: v.object({
    type: v.string(),
    brand: v.exactOptional(v.string()),
    last4: v.exactOptional(v.string()),
  }),
  declineCode: v.exactOptional(v.string()),
  message: v.exactOptional(v.string()),
  nextAction: v.exactOptional(v.object({ type: v.literal('redirect'), url: v.string() })),
  refunds: v.array(refundSchema),
  createdAt: v.string(),
});
/**
 * One attempt to pay a checkout. `createdAt` is ISO 8601; `declineCode` and `message` only when
 * declined.
 */
export type Payment = v.InferOutput<typeof paymentSchema>;

export const checkoutSchema = v.object({
  id: v.string(),
  revision: v.pipe(v.number(), v.safeInteger()),
  gateway: v.object({ type: v.string(), clientUrl: v.exactOptional(v.string()) }),
  cartId: v.string(),
  cartVersion: v.string(),
  status: v.picklist([
    'open',
    'processing',
    'action_required',
    'paid',
    'partially_refunded',
    'refunded',
    'expired',
  ]),
  amount: payableMoney,
  lines,
  idempotencyKey: v.nullable(v.string()),
  keyExpiresInMs: v.nullable(v.number()),
  payment: v.nullable(paymentSchema),
});
/**
 * A checkout as it stands: one per tenant and cart, for ever. `revision` grows with every change.
 * `idempotencyKey` is null unless the checkout can be paid now; `keyExpiresInMs` counts from the
 * answer, so that no client's clock matters.
 */
export type Checkout = v.InferOutput<typeof checkoutSchema>;

export interface FieldError {
  readonly path: string;
  readonly message: string;
}

export const problemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.string(),
  next: v.picklist(['same-key', 'new-key', 'stop']),
  detail: v.exactOptional(v.string()),
  errors: v.exactOptional(v.array(v.object({ path: v.string(), message: v.string() }))),
  declineCode: v.exactOptional(v.string()),
  message: v.exactOptional(v.string()),
  payment: v.exactOptional(paymentSchema),
  checkout: v.exactOptional(checkoutSchema),
});
/** An RFC 9457 problem with payonce's members: `code` names it, `next` says what is safe. */
export type Problem = v.InferOutput<typeof problemSchema>;

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/**
 * Parses a message that came from outside; every error names the path, such as `amount.value` (""
 * is the whole).
 */
export function parseMessage<T>(schema: v.GenericSchema<unknown, T>, input: unknown): Parsed<T> {
  const result = v.safeParse(schema, input);
  if (result.success) return { ok: true, value: result.output };
  const errors = result.issues.map((issue) => ({
    path: v.getDotPath(issue) ?? '',
    message: missingName(issue) ?? issue.message,
  }));
  return { ok: false, errors };
}

/** An object has one message for all that is wrong with it, also for a member that it lacks. */
function missingName({ type, received, path }: v.BaseIssue<unknown>): string | null {
  const last = path?.at(-1);
  const isMissing = type === 'object' && received === 'undefined' && last !== undefined;
  return isMissing ? `${String(last.key)} is missing` : null;
}
