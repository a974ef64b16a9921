// The refusals that say the same whatever happened around them, with the words for whoever
// integrates. Where two cases must not be told apart, they are one function.

import type { FieldError, Payment } from '../protocol/messages.ts';
import { problem } from './answers.ts';

const RETRY_AFTER_SECONDS = 1;

export const refusals = {
  /** Missing, or somebody else's: the same answer, byte for byte. */
  notFound: () => problem('checkout-not-found', { detail: 'There is no such checkout or cart.' }),
  routeNotFound: () => problem('route-not-found', { detail: 'Nothing is served here.' }),
  methodNotAllowed: (allow: string) =>
    problem('method-not-allowed', { detail: `This address takes ${allow} only.`, allow }),
  notSignedIn: () =>
    problem('not-signed-in', {
      detail: 'The request carries no cookie or token that names a shopper.',
    }),
  keyMissing: (wanted: string) =>
    problem('idempotency-key-missing', {
      detail: `Send ${wanted} in the Idempotency-Key header.`,
    }),
  keyMalformed: (reason: string) =>
    problem('idempotency-key-malformed', { detail: `The Idempotency-Key header ${reason}.` }),
  invalid: (errors: readonly FieldError[]) =>
    problem('request-invalid', { detail: 'The body is not what this call takes.', errors }),
  /** Not why: who forges it should not learn how near they came. */
  forged: () =>
    problem('request-invalid', {
      detail: 'The signature of this message is not valid.',
      errors: [{ path: 'webhook-signature', message: 'must be a valid, recent signature' }],
    }),
  tooLarge: (limitBytes: number) =>
    problem('body-too-large', { detail: `The body may have at most ${limitBytes} bytes.` }),
  mediaType: () =>
    problem('media-type-unsupported', { detail: 'Send the body as application/json.' }),
  inFlight: () =>
    problem('payment-in-flight', {
      detail: 'This payment is running. Repeat the same request, or read the checkout.',
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    }),
  alreadyPaid: (payment: Payment) =>
    problem('already-paid', {
      detail: 'This checkout is paid: read it. Never send this body.',
      payment,
    }),
  /** Expired, superseded, never issued, or another checkout's: alike. */
  keyNotCurrent: () =>
    problem('idempotency-key-expired', {
      detail: 'This key cannot be paid with. Read the checkout for what is true now.',
    }),
  keyReused: () =>
    problem('idempotency-key-reused', {
      detail: 'This key was sent with another payment. Read the checkout; never send this body.',
    }),
  tooManyAttempts: (retryAfterSeconds: number) =>
    problem('too-many-attempts', {
      detail: 'Too many payments were declined. Try again later.',
      retryAfterSeconds,
    }),
  tooManyCheckouts: (retryAfterSeconds: number) =>
    problem('too-many-checkouts', {
      detail: 'Too many checkouts were begun. Try again later.',
      retryAfterSeconds,
    }),
  merchantNotAuthorised: () =>
    problem('merchant-not-authorised', {
      detail: 'Send the merchant secret as "Authorization: Bearer …".',
    }),
  bankUnavailable: () =>
    problem('bank-unavailable', {
      detail: 'The bank could not be reached. Repeat the same request.',
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    }),
  unavailable: () =>
    problem('temporarily-unavailable', {
      detail: 'The shop cannot answer now. This says nothing about the charge: repeat unchanged.',
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    }),
};
