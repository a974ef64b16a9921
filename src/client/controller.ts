// The headless checkout as whoever draws it sees it: what it shows and what can be asked of it.
// Only its shape; what happens is made elsewhere.

import type { CheckoutEvents, CheckoutEventType } from './events.ts';
import type { MethodSource } from './ports.ts';
import type { Snapshot } from './snapshot.ts';
import type { SubmitResult } from './submit-result.ts';

/** Which cart is paid, and where. */
export interface CheckoutOptions {
  /**
   * Where the payonce API is mounted: an absolute URL, or a path of the page's own origin such as
   * "/payonce".
   */
  readonly api: string;
  readonly cartId: string;
}

/**
 * One cart's checkout on one page. It has a snapshot that is replaced and never changed, so it can
 * be drawn by anything; React's `useSyncExternalStore` takes it as it is.
 */
export interface CheckoutController {
  /** Calls `listener` after every change of the snapshot, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /** The same reference until something changed. */
  getSnapshot(): Snapshot;
  getServerSnapshot(): Snapshot;
  /**
   * Presses Pay. While a payment is in flight, and after it was paid, every call returns the first
   * one's promise.
   */
  submit(): Promise<SubmitResult>;
  /** Asks the server now. */
  refresh(): Promise<void>;
  /**
   * Gives up a payment that waits for the shopper at their bank, so that they can pay another way.
   * True once the server has said that it can never be charged; offered where `canCancel` is true.
   */
  cancel(): Promise<boolean>;
  /**
   * Where the payment method comes from; the last one attached is asked. Returns what detaches it.
   */
  attachMethod(source: MethodSource): () => void;
  /** Tells `change` listeners what is in the card fields: whether they are complete, or empty. */
  reportChange(detail: CheckoutEvents['change']): void;
  /** Calls `listener` at each event of this type, until the returned function is called. */
  on<T extends CheckoutEventType>(
    type: T,
    listener: (detail: CheckoutEvents[T]) => void,
  ): () => void;
  /**
   * Begins asking and following; returns what ends it. Starts nest, so mount, unmount, mount is
   * safe.
   */
  start(): () => void;
  /**
   * Ends every start, and a press that has sent nothing yet. A payment that was sent is followed to
   * its end.
   */
  dispose(): void;
}
