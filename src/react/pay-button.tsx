// The one button. Every press goes to the controller, whose latch alone decides whether it pays:
// this neither counts clicks nor looks at flags. It is never `disabled`, because a disabled button
// drops the focus. Where a payment waits at the bank, a second button gives it up.

import { useCallback, useEffect, useRef, type MouseEvent, type ReactNode } from 'react';
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
  const { place, button } = useKeptFocus(view !== null);
  return (
    <div className="payonce-pay" ref={place}>
      {view !== null && (
        <button
          type="button"
          className={`payonce-pay__button payonce-pay__button--${view.phase}`}
          ref={button}
          aria-disabled={isPressable(view) ? undefined : true}
          aria-busy={view.phase === 'busy' ? true : undefined}
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
      )}
      {checkout.snapshot.canCancel && <CancelButton />}
      {checkout.snapshot.status === 'loading' && (
        <span className="payonce-skeleton payonce-skeleton--button" aria-hidden="true" />
      )}
    </div>
  );
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

/**
 * When the focused button goes away, the status line takes the focus over: it says what became of
 * it.
 */
function useKeptFocus(isShown: boolean) {
  const place = useRef<HTMLDivElement>(null);
  const lost = useRef(false);
  const button = useCallback((node: HTMLButtonElement | null) => {
    if (node === null) return;
    return () => {
      const root = node.getRootNode();
      lost.current = 'activeElement' in root && root.activeElement === node;
    };
  }, []);
  useEffect(() => {
    if (isShown || !lost.current) return;
    lost.current = false;
    const line = place.current?.closest('.payonce')?.querySelector('.payonce-status [role=status]');
    if (line instanceof HTMLElement) line.focus({ preventScroll: true });
  }, [isShown]);
  return { place, button };
}
