// What became of a checkout: thanks, amount, reference, what was bought, refunds. Only ever reads,
// so it can be opened a hundred times; while the outcome is still open it says so and follows it by
// itself.

import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { tell } from '../client/listeners.ts';
import { readCheckout } from '../client/read-checkout.ts';
import type { Snapshot } from '../client/snapshot.ts';
import { Boundary } from './boundary.tsx';
import { confirmationView } from './confirmation-view.ts';
import { bankPageOf } from './go-to-bank.ts';
import { DEFAULT_LOCALE, useWidgetPorts, useWords, WithQueryClient } from './provider.tsx';
import type { WidgetOptions } from './provider.tsx';
import { Receipt } from './receipt.tsx';
import { Line } from './status-line.tsx';
import { useSnapshot } from './use-snapshot.ts';
import { ENGLISH } from './words.ts';

export interface ConfirmationProps extends WidgetOptions {
  /**
   * Where the payonce API is mounted: an absolute URL, or a path of the page's own origin such as
   * "/payonce".
   */
  readonly api: string;
  /** The checkout's id, which the address of the page carries. A stranger's is simply not found. */
  readonly checkoutId: string;
  /**
   * Light or dark whatever the system says; without it, as `data-payonce-theme` above or the system
   * wishes.
   */
  readonly theme?: 'light' | 'dark' | undefined;
  /**
   * Called with what is true, at first and whenever it changes: for what the page itself shows
   * around it. It tells nothing that was not told before, so count no sales by it.
   */
  readonly onChange?: ((snapshot: Snapshot) => void) | undefined;
  /** Shown under the receipt: what comes next, a way back to the shop. */
  readonly children?: ReactNode;
}

/**
 * The confirmation of a checkout. It only reads.
 *
 * ```tsx
 * <Confirmation api="/payonce" checkoutId={id} />
 * ```
 */
export function Confirmation({ queryClient, ...props }: ConfirmationProps): ReactNode {
  return (
    <Boundary message={props.messages?.broken ?? ENGLISH.broken}>
      <WithQueryClient queryClient={queryClient}>
        <Read {...props} />
      </WithQueryClient>
    </Boundary>
  );
}

type ReadProps = Omit<ConfirmationProps, 'queryClient'>;

function Read(props: ReadProps): ReactNode {
  const { api, checkoutId, locale = DEFAULT_LOCALE, messages, ports: given } = props;
  const ports = useWidgetPorts(given);
  const words = useWords(messages);
  const reader = useMemo(() => readCheckout(ports, { api, checkoutId }), [ports, api, checkoutId]);
  const snapshot = useSnapshot(reader);
  useEffect(() => reader.start(), [reader]);
  useTold(snapshot, props.onChange);
  const { checkout, status } = snapshot;
  const { heading, line } = confirmationView(snapshot, words, locale);
  const bankPage = bankPageOf(checkout);
  return (
    <section
      className="payonce payonce--confirmation"
      aria-busy={status === 'loading' ? true : undefined}
      aria-label={heading === null ? words.title : undefined}
      data-payonce-status={status}
      data-payonce-theme={props.theme}
      lang={locale}
    >
      {heading !== null && <h1 className="payonce-heading">{heading}</h1>}
      {status === 'loading' && (
        <span className="payonce-skeleton payonce-skeleton--heading" aria-hidden="true" />
      )}
      <Line view={line} />
      {bankPage !== null && (
        <a className="payonce-pay__button payonce-pay__button--ready" href={bankPage}>
          {words.continueAtBank}
        </a>
      )}
      {checkout !== null && <Receipt checkout={checkout} words={words} locale={locale} />}
      {props.children}
    </section>
  );
}

/** Tells the page of each snapshot; it may hand in a new function on every render. */
function useTold(snapshot: Snapshot, onChange: ConfirmationProps['onChange']): void {
  const newest = useRef(onChange);
  useEffect(() => {
    newest.current = onChange;
  });
  useEffect(() => tell(() => newest.current?.(snapshot)), [snapshot]);
}
