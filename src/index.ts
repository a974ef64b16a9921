// The headless door: the checkout without React and without a DOM. Safe to import anywhere.

export { createCheckout, readCheckout, type PortOptions } from './platform/checkout.ts';
export {
  connectCardFrame,
  type CardFrame,
  type CardFrameOptions,
} from './platform/connect-card-frame.ts';
export type { CheckoutController, CheckoutOptions } from './client/controller.ts';
export type { CheckoutReader, ReadCheckoutOptions } from './client/read-checkout.ts';
export type { CheckoutEvents, CheckoutEventType } from './client/events.ts';
export type {
  ClientPorts,
  MethodSource,
  PagePort,
  TokenizeResult,
  WakeReason,
} from './client/ports.ts';
export type { Notice, Patience, Snapshot, Status } from './client/snapshot.ts';
export type { NotSentReason, SubmitResult } from './client/submit-result.ts';
export type { Checkout, FieldError, Line, Payment, Refund } from './protocol/messages.ts';
export { formatMoney, type Money } from './protocol/money.ts';
export type { Clock, Fetch, Random } from './protocol/ports.ts';
