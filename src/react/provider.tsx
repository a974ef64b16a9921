// Makes one checkout for a cart and hands it to everything below: ports, query client, words,
// locale. Draws nothing. Begins asking the server when the page has mounted it, and stops when it
// is unmounted; never on a server.

import {
  QueryClient,
  QueryClientContext,
  QueryClientProvider,
  useQueryClient,
} from '@tanstack/react-query';
import { useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { createCheckout } from '../client/create-checkout.ts';
import { connectCardFrame } from '../platform/connect-card-frame.ts';
import { platformPorts } from '../platform/ports.ts';
import { CheckoutContext } from './context.ts';
import { useListeners, type CheckoutListeners } from './listeners.ts';
import type { WidgetPorts } from './widget-ports.ts';
import { ENGLISH, type Messages } from './words.ts';

/**
 * How the widget speaks and which outside world it uses; the same for a checkout and a
 * confirmation.
 */
export interface WidgetOptions {
  /**
   * A BCP 47 language tag for money, dates and plurals. The built-in words are English, and so is
   * the default: "en".
   */
  readonly locale?: string | undefined;
  /** Replaces single sentences, or all of them: a translation. */
  readonly messages?: Partial<Messages> | undefined;
  /**
   * What asks the server. By default the one of the `QueryClientProvider` around, else an own one.
   * Read once.
   */
  readonly queryClient?: QueryClient | undefined;
  /**
   * For tests and simulators only: replaces parts of the outside world. Read once, when mounted.
   */
  readonly ports?: Partial<WidgetPorts> | undefined;
}

export interface CheckoutProviderProps extends WidgetOptions, CheckoutListeners {
  /**
   * Where the payonce API is mounted: an absolute URL, or a path of the page's own origin such as
   * "/payonce".
   */
  readonly api: string;
  /** The cart to pay. A change makes another checkout. */
  readonly cartId: string;
  readonly children?: ReactNode;
}

/**
 * Provides one checkout to the components below it: `Checkout` or your own arrangement with
 * `useCheckout`.
 *
 * ```tsx
 * <CheckoutProvider api="/payonce" cartId={cart.id} onComplete={thank}>
 *   <Checkout />
 * </CheckoutProvider>
 * ```
 */
export function CheckoutProvider({ queryClient, ...props }: CheckoutProviderProps): ReactNode {
  return (
    <WithQueryClient queryClient={queryClient}>
      <Provide {...props} />
    </WithQueryClient>
  );
}

interface WithQueryClientProps {
  readonly queryClient: QueryClient | undefined;
  readonly children: ReactNode;
}

/**
 * The storefront's query client if there is one, else an own; mounted, so that reads wake with the
 * page.
 */
export function WithQueryClient({ queryClient, children }: WithQueryClientProps): ReactNode {
  const around = useContext(QueryClientContext);
  // One for as long as this is mounted: another one would begin the checkout anew.
  const [client] = useState(() => queryClient ?? around ?? new QueryClient());
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

/** The outside world: the page's own, with what was handed in put over it. */
export function useWidgetPorts(given: Partial<WidgetPorts> | undefined): WidgetPorts {
  const queryClient = useQueryClient();
  const [first] = useState(given);
  return useMemo(
    () => ({ ...platformPorts(queryClient), connectCardFrame, ...first }),
    [queryClient, first],
  );
}

/** The built-in words with the storefront's over them. */
export function useWords(messages: Partial<Messages> | undefined): Messages {
  return useMemo(() => ({ ...ENGLISH, ...messages }), [messages]);
}

export const DEFAULT_LOCALE = 'en';

type ProvideProps = Omit<CheckoutProviderProps, 'queryClient'>;

function Provide(props: ProvideProps): ReactNode {
  const { api, cartId, locale = DEFAULT_LOCALE, messages, ports: given, children } = props;
  const ports = useWidgetPorts(given);
  const words = useWords(messages);
  const controller = useMemo(() => createCheckout(ports, { api, cartId }), [ports, api, cartId]);
  const report = useListeners(controller, props);
  // After the listeners, so that none misses the first event. Starts nest: StrictMode's second
  // mount changes nothing.
  useEffect(() => controller.start(), [controller]);
  const value = useMemo(
    () => ({ controller, ports, words, locale, report }),
    [controller, ports, words, locale, report],
  );
  return <CheckoutContext.Provider value={value}>{children}</CheckoutContext.Provider>;
}
