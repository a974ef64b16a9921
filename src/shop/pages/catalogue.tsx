// The shelf: six pieces, each with its price and its button. Every click adds one; the words
// beneath say when it is in the cart, and not before.

import { useState } from 'react';
import { formatMoney } from '../../index.ts';
import { PieceScene, StillLife } from '../art/scene.tsx';
import { MAX_QUANTITY, type Cart } from '../cart.ts';
import { addQuantity, quantityOf } from '../cart-queue.ts';
import type { Product } from '../products.ts';
import { ShopError } from '../shop-api.ts';
import { changeCart, countPieces, useCartQuery, useProducts, useWaiting } from '../use-cart.ts';
import { CartNote, type Note } from './cart-note.tsx';
import { Page } from './page.tsx';
import { ShopSilent, Waiting } from './states.tsx';

const CAPTIONS: Readonly<Record<string, string>> = {
  mug: 'Sits well in two cold hands. 350 ml.',
  bowl: 'For soup, for plums, for keys. 18 cm.',
  teapot: 'Pours without a drip. 900 ml, cane handle.',
  vase: 'A narrow neck for three stems. 26 cm.',
  plate: 'No two tide lines alike. 27 cm.',
  lamp: 'Glazed foot, linen shade, a warm bulb.',
};

export function CataloguePage() {
  const products = useProducts();
  const cart = useCartQuery();
  // Buttons only once the cart is known as well: the first click then needs one call, which
  // outlives the page.
  const shelf = cart.isPending ? undefined : products.data;
  return (
    <Page title="Six pieces">
      <section className="hero">
        <div className="hero-words">
          <h1>Made slowly, by the water</h1>
          <p>
            Six pieces of stoneware. Each is dipped once, and the glaze draws its own tide line.
          </p>
        </div>
        <StillLife />
      </section>
      {products.isError && <ShopSilent onRetry={() => void products.refetch()} />}
      {!products.isError && shelf === undefined && <Waiting what="Setting out the pieces …" />}
      {shelf !== undefined && <Shelf products={shelf} cart={cart.data ?? null} />}
    </Page>
  );
}

function Shelf({ products, cart }: { products: readonly Product[]; cart: Cart | null }) {
  const [note, setNote] = useState<Note | null>(null);
  const waiting = useWaiting();
  const items = cart === null || cart.status === 'paid' ? [] : cart.items;

  async function add(product: Product): Promise<void> {
    try {
      const before = quantityOf(items, product.sku);
      const changed = await changeCart(addQuantity(product.sku, 1));
      const quantity = quantityOf(changed?.items ?? [], product.sku);
      const isFull = quantity === MAX_QUANTITY && before === MAX_QUANTITY;
      const type = isFull ? 'full' : 'added';
      setNote({ type, product, quantity, count: countPieces(changed) });
    } catch (error) {
      const isPaying = error instanceof ShopError && error.code === 'cart-locked';
      setNote({ type: isPaying ? 'paying' : 'failed', product });
    }
  }

  return (
    <>
      <h2 className="visually-hidden">The pieces</h2>
      <ul className="shelf">
        {products.map((product) => (
          <li key={product.sku} className="tile">
            <PieceScene sku={product.sku} />
            <h3 id={`piece-${product.sku}`}>{product.name}</h3>
            <p className="tile-price">{formatMoney(product.price, 'en')}</p>
            <p className="tile-caption">{CAPTIONS[product.sku]}</p>
            <div className="tile-action">
              <button
                className="button"
                type="button"
                aria-describedby={`piece-${product.sku}`}
                data-busy={waiting.some((change) => change.sku === product.sku)}
                onClick={() => void add(product)}
              >
                Add to cart
              </button>
              <p className="tile-in-cart">{inCart(quantityOf(items, product.sku))}</p>
            </div>
          </li>
        ))}
      </ul>
      <CartNote note={note} onClose={() => setNote(null)} />
    </>
  );
}

function inCart(quantity: number): string {
  return quantity === 0 ? '' : `${quantity} in your cart`;
}
