// The sentence under the button. Its place is there from the start and keeps its height, so that
// nothing moves when it fills. Knows looks and roles; which sentence it is, the view table says.

import type { ReactNode } from 'react';
import { AlertIcon, ClockIcon, TickIcon } from './icons.tsx';
import { useCheckout } from './use-checkout.ts';
import { lineView, type LineView } from './view.ts';
import { wordingOf } from './wording.ts';

/**
 * Says how the payment stands: politely in the one `role="status"`, at once in a `role="alert"`
 * when it failed.
 */
export function StatusLine(): ReactNode {
  const checkout = useCheckout();
  return <Line view={lineView(checkout.snapshot, wordingOf(checkout))} />;
}

/** A status line with the given sentence; the confirmation has the same. */
export function Line({ view }: { readonly view: LineView | null }): ReactNode {
  const polite = view?.role === 'status' ? view : null;
  const urgent = view?.role === 'alert' ? view : null;
  return (
    <div className="payonce-status">
      <div
        className={`payonce-status__line payonce-status__line--${polite?.tone ?? 'plain'}`}
        role="status"
      >
        {polite !== null && <Sentence view={polite} />}
      </div>
      {urgent !== null && (
        <div className={`payonce-status__line payonce-status__line--${urgent.tone}`} role="alert">
          <Sentence view={urgent} />
        </div>
      )}
    </div>
  );
}

function Sentence({ view: { tone, text } }: { readonly view: LineView }): ReactNode {
  return (
    <>
      {tone === 'waiting' && <ClockIcon className="payonce-status__icon" />}
      {tone === 'good' && <TickIcon className="payonce-status__icon" />}
      {tone === 'bad' && <AlertIcon className="payonce-status__icon" />}
      <span>{text}</span>
    </>
  );
}
