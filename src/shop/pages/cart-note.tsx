// The calm answer to "Add to cart": one sentence that is also spoken, and the way to the cart. It
// stays until it is closed or replaced, and takes no focus.

import type { Product } from '../products.ts';
import { PieceScene } from '../art/scene.tsx';
import { MAX_QUANTITY } from '../cart.ts';
import { openWhenSettled } from './page.tsx';

export type Note =
  | {
      readonly type: 'added' | 'full';
      readonly product: Product;
      /** How many of this piece the cart holds now. */
      readonly quantity: number;
      /** How many pieces it holds in all. */
      readonly count: number;
    }
  | { readonly type: 'failed' | 'paying'; readonly product: Product };

export function CartNote({ note, onClose }: { note: Note | null; onClose: () => void }) {
  const isBad = note?.type === 'failed' || note?.type === 'paying';
  return (
    <aside className="cart-note" data-open={note !== null} aria-label="Your cart">
      {note !== null && <PieceScene sku={note.product.sku} />}
      <p className="cart-note-words" role="status">
        {note !== null && !isBad && sentence(note)}
      </p>
      <p className="cart-note-words" role="alert">
        {note !== null && isBad && sentence(note)}
      </p>
      {note !== null && (
        <>
          {note.type === 'paying' ? (
            <a className="button" href="/checkout">
              See the payment
            </a>
          ) : (
            <a className="button button-ink" href="/cart" onClick={openWhenSettled}>
              Go to cart
            </a>
          )}
          <button className="icon-button" type="button" aria-label="Close" onClick={onClose}>
            <svg viewBox="0 0 20 20" aria-hidden="true">
              <path className="line-icon" d="M5 5L15 15M15 5L5 15" />
            </svg>
          </button>
        </>
      )}
    </aside>
  );
}

function sentence(note: Note): string {
  const { name } = note.product;
  switch (note.type) {
    case 'added':
      return note.quantity === 1
        ? `${name} is in your cart.`
        : `${name} × ${note.quantity} in your cart.`;
    case 'full':
      return `${MAX_QUANTITY} is the most we make of one piece.`;
    case 'failed':
      return `No answer, so ${name} may not be in your cart. Have a look before you try again.`;
    case 'paying':
      return `Your cart is being paid, so nothing can be added to it now.`;
  }
}
