// What a provider hands to the parts below it: the controller, the words and the locale. Knows no
// markup and makes nothing itself.

import { createContext, useContext } from 'react';
import type { CheckoutController } from '../client/controller.ts';
import type { ReportError } from './listeners.ts';
import type { Messages } from './words.ts';
import type { WidgetPorts } from './widget-ports.ts';

export interface CheckoutContextValue {
  readonly controller: CheckoutController;
  readonly ports: WidgetPorts;
  readonly words: Messages;
  readonly locale: string;
  readonly report: ReportError;
}

export const CheckoutContext = createContext<CheckoutContextValue | null>(null);

/**
 * The nearest provider's value. Throws where there is none: a mistake in the storefront's code, not
 * an outcome.
 */
export function useCheckoutContext(): CheckoutContextValue {
  const value = useContext(CheckoutContext);
  if (value !== null) return value;
  throw new Error(
    'payonce: no CheckoutProvider above this component. Wrap it in <CheckoutProvider api="…" cartId="…">.',
  );
}
