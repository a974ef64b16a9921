// The cart: how many of what, and what it costs as the shop says. A click on a stepper shows at
// once; the prices follow when the shop has answered.

import { useState } from 'react';
import { formatMoney } from '../../index.ts';
import { PieceScene } from '../art/scene.tsx';
import { MAX_QUANTITY, type Cart, type Item } from '../cart.ts';
import { addQuantity, quantityOf, removePiece, type Change } from '../cart-queue.ts';
import { ShopError } from '../shop-api.ts';
import { changeCart, countPieces, useCartQuery, useWaiting } from '../use-cart.ts';
import { openWhenSettled, Page } from './page.tsx';
import { Quiet, ShopSilent, Waiting } from './states.tsx';

export function CartPage() {
  const cart = useCartQuery();
  return (
    <Page title="Your cart">
      {cart.isPending && <Waiting what="Looking into your cart …" />}
      {cart.isError && cart.data === undefined && (
        <ShopSilent onRetry={() => void cart.refetch()} />
      )}
      {cart.data !== undefined &&
        (cart.data !== null && countPieces(cart.data) > 0 ? (
          <FullCart cart={cart.data} />
        ) : (
          <EmptyCart paidCheckoutId={cart.data?.status === 'paid' ? cart.data.checkoutId : null} />
        ))}
    </Page>
  );
}

function EmptyCart({ paidCheckoutId }: { paidCheckoutId: string | null }) {
  return (
    <Quiet heading="Your cart is empty" art={<PieceScene sku="bowl" />}>
      <p>Room for a bowl, a mug, or the lamp you have been thinking about.</p>
      <p className="quiet-actions">
        <a className="button button-ink" href="/">
          See the six pieces
        </a>
        {paidCheckoutId !== null && (
          <a className="button" href={`/confirmation/${encodeURIComponent(paidCheckoutId)}`}>
            Your last payment
          </a>
        )}
      </p>
    </Quiet>
  );
}

function FullCart({ cart }: { cart: Cart }) {
  const [problem, setProblem] = useState<string | null>(null);
  const waiting = useWaiting();
  const isLocked = cart.status === 'paying';
  const items = waiting.reduce<readonly Item[]>((so, next) => next.apply(so), cart.items);

  function send(change: Change): void {
    setProblem(null);
    changeCart(change).catch((error: unknown) => {
      const isPaying = error instanceof ShopError && error.code === 'cart-locked';
      setProblem(
        isPaying
          ? 'Your cart is being paid, so it cannot change now.'
          : 'The shop did not answer. What you see here is what it last knew.',
      );
    });
  }

  return (
    <div className="cart-page">
      <h1>Your cart</h1>
      {isLocked && (
        <p className="banner" role="status">
          This cart is being paid, so it cannot change now. <a href="/checkout">See the payment</a>
        </p>
      )}
      <p className="banner banner-bad" role="alert">
        {problem}
      </p>
      <ul className="cart-lines">
        {cart.lines.map((line) => (
          <CartLine
            key={line.sku}
            line={line}
            quantity={quantityOf(items, line.sku)}
            isWaiting={waiting.some((change) => change.sku === line.sku)}
            isLocked={isLocked}
            onChange={send}
          />
        ))}
      </ul>
      <CartTotal cart={cart} isWaiting={waiting.length > 0} />
    </div>
  );
}

function CartTotal({ cart, isWaiting }: { cart: Cart; isWaiting: boolean }) {
  const total = formatMoney(cart.amount, 'en');
  return (
    <div className="cart-total">
      <p className="visually-hidden" role="status">
        {isWaiting ? '' : `Total ${total}`}
      </p>
      <dl className="sums">
        <div>
          <dt>Delivery</dt>
          <dd>Free</dd>
        </div>
        <div className="total-row">
          <dt>Total</dt>
          <dd data-waiting={isWaiting}>{total}</dd>
        </div>
      </dl>
      <a className="button button-ink button-large" href="/checkout" onClick={openWhenSettled}>
        {cart.status === 'paying' ? 'See the payment' : 'Go to checkout'}
      </a>
      <p className="cart-more">
        <a href="/">Keep looking</a>
      </p>
    </div>
  );
}

interface CartLineProps {
  readonly line: Cart['lines'][number];
  /** As clicked, which may be ahead of what the shop has priced. */
  readonly quantity: number;
  readonly isWaiting: boolean;
  readonly isLocked: boolean;
  readonly onChange: (change: Change) => void;
}

function CartLine({ line, quantity, isWaiting, isLocked, onChange }: CartLineProps) {
  return (
    <li className="cart-line">
      <PieceScene sku={line.sku} />
      <h2>{line.name}</h2>
      <p className="cart-line-amount" data-waiting={isWaiting}>
        {formatMoney(line.amount, 'en')}
      </p>
      <Stepper
        name={line.name}
        quantity={quantity}
        isLocked={isLocked}
        onStep={(delta) => onChange(addQuantity(line.sku, delta))}
      />
      <button
        className="text-button"
        type="button"
        aria-disabled={isLocked}
        onClick={() => isLocked || onChange(removePiece(line.sku))}
      >
        Remove<span className="visually-hidden"> {line.name}</span>
      </button>
    </li>
  );
}

interface StepperProps {
  readonly name: string;
  readonly quantity: number;
  readonly isLocked: boolean;
  readonly onStep: (delta: number) => void;
}

function Stepper({ name, quantity, isLocked, onStep }: StepperProps) {
  const isLeast = isLocked || quantity <= 1;
  const isMost = isLocked || quantity >= MAX_QUANTITY;
  return (
    <div className="stepper" role="group" aria-label={`Quantity of ${name}`}>
      <button
        type="button"
        aria-label={`One ${name} less`}
        aria-disabled={isLeast}
        onClick={() => isLeast || onStep(-1)}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path className="line-icon" d="M5 10H15" />
        </svg>
      </button>
      <output>{quantity}</output>
      <button
        type="button"
        aria-label={`One ${name} more`}
        aria-disabled={isMost}
        onClick={() => isMost || onStep(1)}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path className="line-icon" d="M5 10H15M10 5V15" />
        </svg>
      </button>
    </div>
  );
}
