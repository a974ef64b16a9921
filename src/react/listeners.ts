// The storefront's `onReady`, `onComplete`, … props: which event each one hears, and how they are
// subscribed. Does not know when an event happens; the controller says so, once per fact.

import { useCallback, useEffect, useRef } from 'react';
import type { CheckoutController } from '../client/controller.ts';
import type { CheckoutEvents, CheckoutEventType } from '../client/events.ts';

/** One optional prop per event; each is called with the event's detail. */
export interface CheckoutListeners {
  onReady?: ((detail: CheckoutEvents['ready']) => void) | undefined;
  onChange?: ((detail: CheckoutEvents['change']) => void) | undefined;
  onSubmit?: ((detail: CheckoutEvents['submit']) => void) | undefined;
  onProcessing?: ((detail: CheckoutEvents['processing']) => void) | undefined;
  onAction?: ((detail: CheckoutEvents['action']) => void) | undefined;
  onUnknown?: ((detail: CheckoutEvents['unknown']) => void) | undefined;
  onComplete?: ((detail: CheckoutEvents['complete']) => void) | undefined;
  onDecline?: ((detail: CheckoutEvents['decline']) => void) | undefined;
  onExpired?: ((detail: CheckoutEvents['expired']) => void) | undefined;
  onResumed?: ((detail: CheckoutEvents['resumed']) => void) | undefined;
  onDuplicateBlocked?: ((detail: CheckoutEvents['duplicate-blocked']) => void) | undefined;
  onError?: ((detail: CheckoutEvents['error']) => void) | undefined;
}

export type ReportError = (detail: CheckoutEvents['error']) => void;

/**
 * Calls the newest listeners for the controller's events while the component is mounted. Returns
 * what tells the storefront of an error of the widget's own.
 */
export function useListeners(
  controller: CheckoutController,
  listeners: CheckoutListeners,
): ReportError {
  // Storefronts pass inline functions, new on every render; the subscription must not come and go
  // with them.
  const newest = useRef(listeners);
  useEffect(() => {
    newest.current = listeners;
  });
  useEffect(() => {
    const hear = <T extends CheckoutEventType>(
      type: T,
      pick: (from: CheckoutListeners) => ((detail: CheckoutEvents[T]) => void) | undefined,
    ) => controller.on(type, (detail) => pick(newest.current)?.(detail));
    const stops = [
      hear('ready', (from) => from.onReady),
      hear('change', (from) => from.onChange),
      hear('submit', (from) => from.onSubmit),
      hear('processing', (from) => from.onProcessing),
      hear('action', (from) => from.onAction),
      hear('unknown', (from) => from.onUnknown),
      hear('complete', (from) => from.onComplete),
      hear('decline', (from) => from.onDecline),
      hear('expired', (from) => from.onExpired),
      hear('resumed', (from) => from.onResumed),
      hear('duplicate-blocked', (from) => from.onDuplicateBlocked),
      hear('error', (from) => from.onError),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [controller]);
  return useCallback((detail) => newest.current.onError?.(detail), []);
}
