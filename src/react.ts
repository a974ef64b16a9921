// The React door: the checkout as components and a hook. Looks are in `payonce/styles.css`.

export { Checkout, type CheckoutProps } from './react/checkout.tsx';
export { CheckoutProvider, type CheckoutProviderProps } from './react/provider.tsx';
export { Confirmation, type ConfirmationProps } from './react/confirmation.tsx';
export { CardFields } from './react/card-fields.tsx';
export { PayButton } from './react/pay-button.tsx';
export { StatusLine } from './react/status-line.tsx';
export { Summary } from './react/summary.tsx';
export { useCheckout, type UseCheckout } from './react/use-checkout.ts';
export type { CheckoutListeners } from './react/listeners.ts';
export { ENGLISH, type Messages, type Plural } from './react/words.ts';
