// The whole widget: the parts in their order under one root that says how the payment stands.
// Stands alone with `api` and `cartId`, or uses the provider around it. A mistake in here ends at
// its own border.

import { useContext, type ReactNode } from 'react';
import { Boundary } from './boundary.tsx';
import { CardFields } from './card-fields.tsx';
import { CheckoutContext } from './context.ts';
import { ShieldIcon } from './icons.tsx';
import { PayButton } from './pay-button.tsx';
import { CheckoutProvider, type CheckoutProviderProps } from './provider.tsx';
import { StatusLine } from './status-line.tsx';
import { Summary } from './summary.tsx';
import { useCheckout } from './use-checkout.ts';
import { ENGLISH } from './words.ts';

interface Look {
  /**
   * Light or dark whatever the system says; without it, as `data-payonce-theme` above or the system
   * wishes.
   */
  readonly theme?: 'light' | 'dark' | undefined;
  /**
   * Your own arrangement of `Summary`, `CardFields`, `PayButton` and `StatusLine`, in place of the
   * usual one.
   */
  readonly children?: ReactNode;
}

type Alone = Look & CheckoutProviderProps;
type Provided = Look & {
  readonly [Name in Exclude<keyof CheckoutProviderProps, 'children'>]?: undefined;
};

/** With `api` and `cartId` it stands alone; without them it needs a `CheckoutProvider` above. */
export type CheckoutProps = Alone | Provided;

/**
 * The checkout: what is bought, card fields, Pay, and how it stands.
 *
 * ```tsx
 * <Checkout api="/payonce" cartId={cart.id} onComplete={({ checkout }) => thank(checkout.id)} />
 * ```
 */
export function Checkout(props: CheckoutProps): ReactNode {
  const around = useContext(CheckoutContext);
  const message = props.messages?.broken ?? around?.words.broken ?? ENGLISH.broken;
  const report = props.onError ?? around?.report;
  const onError = (error: unknown) => report?.({ code: 'widget-broken', detail: String(error) });
  return (
    <Boundary message={message} onError={onError}>
      {props.api === undefined ? (
        <Root theme={props.theme}>{props.children}</Root>
      ) : (
        <CheckoutProvider {...props}>
          <Root theme={props.theme}>{props.children}</Root>
        </CheckoutProvider>
      )}
    </Boundary>
  );
}

function Root({ theme, children = <Parts /> }: Look): ReactNode {
  const { snapshot, messages, locale } = useCheckout();
  return (
    <section
      className="payonce"
      aria-label={messages.title}
      aria-busy={snapshot.status === 'loading' ? true : undefined}
      data-payonce-status={snapshot.status}
      data-payonce-theme={theme}
      lang={locale}
    >
      {children}
    </section>
  );
}

function Parts(): ReactNode {
  const { messages } = useCheckout();
  return (
    <>
      <Summary />
      <CardFields />
      <PayButton />
      <StatusLine />
      <p className="payonce-small-print">
        <ShieldIcon className="payonce-small-print__icon" />
        {messages.smallPrint}
      </p>
    </>
  );
}
