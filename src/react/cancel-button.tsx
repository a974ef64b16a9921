// The way back from the bank's page: gives up the payment that waits there, after which the form is
// open again. Shown only where this page can do that. Whether it worked, the server says.

import { useState, type ReactNode } from 'react';
import { useCheckout } from './use-checkout.ts';

export function CancelButton(): ReactNode {
  const { cancel, messages } = useCheckout();
  const [isBusy, setIsBusy] = useState(false);
  const press = (): void => {
    setIsBusy(true);
    void cancel().finally(() => setIsBusy(false));
  };
  return (
    <button
      type="button"
      className="payonce-pay__cancel"
      ref={handFocusToPay}
      aria-disabled={isBusy ? true : undefined}
      aria-busy={isBusy ? true : undefined}
      onClick={press}
    >
      {messages.cancelAtBank}
    </button>
  );
}

/** When it goes away with the focus on it, the one button that stays takes the focus over. */
function handFocusToPay(node: HTMLButtonElement | null): (() => void) | undefined {
  if (node === null) return undefined;
  return () => {
    const root = node.getRootNode();
    if (!('activeElement' in root) || root.activeElement !== node) return;
    const pay = node.parentElement?.querySelector<HTMLElement>('.payonce-pay__button');
    pay?.focus({ preventScroll: true });
  };
}
