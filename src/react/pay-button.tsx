// The one button. Every press goes to the controller, whose latch alone decides whether it pays:
// this neither counts clicks nor looks at flags. It is never `disabled`, because a disabled button
// drops the focus. Where a payment waits at the bank, a second button gives it up.

import type { MouseEvent, ReactNode } from 'react';
import { CancelButton } from './cancel-button.tsx';
import { TickIcon } from './icons.tsx';
import { goToBank } from './go-to-bank.ts';
import { useCheckout, type UseCheckout } from './use-checkout.ts';
import { buttonView, type ButtonView } from './view.ts';
import { wordingOf } from './wording.ts';

/**
 * Pays. Says what it will charge, then that it is paying, then that it was paid; one element all
 * the time.
 */
export function PayButton(): ReactNode {
  const checkout = useCheckout();
  const view = buttonView(checkout.snapshot, wordingOf(checkout));
  return (
    <div className="payonce-pay">
      <button
        type="button"
        className={`payonce-pay__button payonce-pay__button--${view.phase}`}
        aria-disabled={isPressable(view) ? undefined : true}
        aria-busy={isInFlight(view) ? true : undefined}
        onClick={(event) => press(event, view, checkout)}
      >
        <span className="payonce-pay__fill" aria-hidden="true" />
        <span className="payonce-pay__label">
          {view.spoken !== null && (
            <>
              <span className="payonce-unseen">{view.spoken}</span>{' '}
            </>
          )}
          {view.text}
          {view.phase === 'done' && <TickIcon className="payonce-pay__tick" />}
        </span>
      </button>
      {checkout.snapshot.canCancel && <CancelButton />}
    </div>
  );
}

function isInFlight({ phase }: ButtonView): boolean {
  return phase === 'busy' || phase === 'under-way';
}

function isPressable(view: ButtonView): boolean {
  return view.phase === 'ready' || view.press === 'refresh';
}

function press(event: MouseEvent<HTMLElement>, view: ButtonView, checkout: UseCheckout): void {
  // Safari gives no focus to a button that is clicked; without it there is none to keep.
  event.currentTarget.focus({ preventScroll: true });
  switch (view.press) {
    case 'submit':
      // While busy or offline the controller refuses, and tells the storefront of the blocked
      // duplicate.
      void checkout.submit();
      return;
    case 'refresh':
      void checkout.refresh();
      return;
    case 'continue':
      goToBank(checkout.snapshot.checkout);
      return;
    case 'nothing':
      return;
    default:
      view.press satisfies never;
  }
}
