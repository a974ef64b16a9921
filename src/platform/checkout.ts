// The headless checkout on a real page: the client's functions with the platform's ports, any of
// which can be replaced.

import type { CheckoutController, CheckoutOptions } from '../client/controller.ts';
import { createCheckout as createCheckoutOver } from '../client/create-checkout.ts';
import type { ClientPorts } from '../client/ports.ts';
import {
  readCheckout as readCheckoutOver,
  type CheckoutReader,
  type ReadCheckoutOptions,
} from '../client/read-checkout.ts';
import { platformPorts } from './ports.ts';

/**
 * What a page may hand in instead of its own: a query client it has already, a fetch that adds a
 * header.
 */
export interface PortOptions {
  readonly ports?: Partial<ClientPorts> | undefined;
}

/**
 * Makes a checkout for one cart, without React and without a DOM. Sends nothing until it is
 * started. Instances for the same API and cart on one page share one latch: together they pay once.
 *
 * ```ts
 * const checkout = createCheckout({ api: '/payonce', cartId: 'cart_1' });
 * checkout.subscribe(() => console.log(checkout.getSnapshot().status));
 * const stop = checkout.start();
 * ```
 */
export function createCheckout(options: CheckoutOptions & PortOptions): CheckoutController {
  return createCheckoutOver(portsOf(options), options);
}

/**
 * Makes a reader of one checkout, for a confirmation page. Only ever GETs, so the page can be
 * opened a hundred times.
 *
 * ```ts
 * const reader = readCheckout({ api: '/payonce', checkoutId: 'chk_1' });
 * const stop = reader.start();
 * ```
 */
export function readCheckout(options: ReadCheckoutOptions & PortOptions): CheckoutReader {
  return readCheckoutOver(portsOf(options), options);
}

function portsOf({ ports }: PortOptions): ClientPorts {
  return { ...platformPorts(ports?.queryClient), ...ports };
}
