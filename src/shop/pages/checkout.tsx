// Paying: what is bought on the left, payonce's widget on the right, the test cards in reach. A
// cart that is paid leads to its confirmation, whenever and however often this page is opened.
// Handles no payment itself.

import { useEffect } from 'react';
import { formatMoney } from '../../index.ts';
import { Checkout, CheckoutProvider, useCheckout } from '../../react.ts';
import { PieceScene } from '../art/scene.tsx';
import type { Cart } from '../cart.ts';
import { countPieces, useCartQuery, useProducts } from '../use-cart.ts';
import { Page } from './page.tsx';
import { Quiet, ShopSilent, Waiting } from './states.tsx';
import { PayingCard, TestCards } from './test-cards.tsx';

const PAYONCE_API = '/payonce';

// Long enough to see the tick that says "Paid" before the page changes under it.
const PAID_PAUSE_MS = 600;

export function CheckoutPage() {
  const cart = useCartQuery();
  return (
    <Page title="Checkout" notice={<PayingCard />}>
      {cart.isPending && <Waiting what="Setting up your checkout …" />}
      {cart.isError && cart.data === undefined && (
        <ShopSilent onRetry={() => void cart.refetch()} />
      )}
      {cart.data !== undefined && <CheckoutOf cart={cart.data} />}
    </Page>
  );
}

function CheckoutOf({ cart }: { cart: Cart | null }) {
  const paidCheckoutId = cart?.status === 'paid' ? cart.checkoutId : null;
  useEffect(() => {
    if (paidCheckoutId !== null) leadToConfirmation(paidCheckoutId);
  }, [paidCheckoutId]);

  if (paidCheckoutId !== null)
    return <Waiting what="This cart is paid. Opening your confirmation …" />;
  if (cart === null || countPieces(cart) === 0) return <NothingToPay />;
  return (
    <CheckoutProvider
      api={PAYONCE_API}
      cartId={cart.id}
      onComplete={({ checkout }) => setTimeout(leadToConfirmation, PAID_PAUSE_MS, checkout.id)}
    >
      <div className="checkout-page">
        <h1>Checkout</h1>
        <Bought cart={cart} />
        <div className="checkout-widget">
          <Checkout />
          <OnItsWay />
        </div>
        <TestCards />
      </div>
    </CheckoutProvider>
  );
}

/** A debit takes days: nobody waits for it here, so the page that will tell is one press away. */
function OnItsWay() {
  const { status, checkout } = useCheckout().snapshot;
  if (status !== 'processing' || checkout === null) return null;
  return (
    <p className="cart-more">
      <a href={confirmationOf(checkout.id)}>See it in your confirmation</a>
    </p>
  );
}

function NothingToPay() {
  return (
    <Quiet heading="There is nothing to pay" art={<PieceScene sku="plate" />}>
      <p>Your cart is empty. Put a piece in it and come back.</p>
      <p className="quiet-actions">
        <a className="button button-ink" href="/">
          See the six pieces
        </a>
      </p>
    </Quiet>
  );
}

/**
 * What the widget is about to charge for: payonce's quote once it is there, so that both columns
 * always agree.
 */
function Bought({ cart }: { cart: Cart }) {
  const { checkout } = useCheckout().snapshot;
  const products = useProducts().data ?? [];
  const { lines, amount } = checkout ?? cart;
  const skuOf = (name: string) =>
    [...cart.lines, ...products].find((known) => known.name === name)?.sku ?? '';
  return (
    <section className="bought" aria-labelledby="bought-heading">
      <h2 id="bought-heading">Your pieces</h2>
      <ul>
        {lines.map((line) => (
          <li key={line.name} className="bought-line">
            <PieceScene sku={skuOf(line.name)} />
            <span className="bought-name">
              {line.name}
              {line.quantity > 1 && <span className="bought-quantity"> × {line.quantity}</span>}
            </span>
            <span className="bought-amount">{formatMoney(line.amount, 'en')}</span>
          </li>
        ))}
      </ul>
      <dl className="sums">
        <div>
          <dt>Delivery</dt>
          <dd>Free</dd>
        </div>
        <div className="total-row">
          <dt>Total</dt>
          <dd>{formatMoney(amount, 'en')}</dd>
        </div>
      </dl>
      <p className="cart-more">
        <a href="/cart">Change your cart</a>
      </p>
    </section>
  );
}

/** Replaces the page in the history: the way back leads to the cart, not to a form that is done. */
function leadToConfirmation(checkoutId: string): void {
  location.replace(confirmationOf(checkoutId));
}

function confirmationOf(checkoutId: string): string {
  return `/confirmation/${encodeURIComponent(checkoutId)}`;
}
