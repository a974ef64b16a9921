// What every page of the shop has around it: the demo's notice, the name, the way to the cart, the
// foot. Knows nothing of what stands between.

import type { MouseEvent, ReactNode } from 'react';
import { countPieces, useCartQuery, useWaiting, whenCartSettled } from '../use-cart.ts';

export interface PageProps {
  readonly title: string;
  readonly children: ReactNode;
  /** More to say in the bar at the top, such as the card to pay with. */
  readonly notice?: ReactNode;
}

export function Page({ title, children, notice }: PageProps) {
  return (
    <div className="page">
      <title>{`${title} – Tidewater Ceramics`}</title>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <aside className="demo-bar" aria-label="About this demo">
        <p>
          <strong>This is a demo:</strong> no real money. <a href="/lab">Break it in the lab</a>
        </p>
        {notice}
      </aside>
      <header className="site-header">
        <a className="wordmark" href="/">
          <WaveMark />
          <span>
            Tidewater <span className="wordmark-second">Ceramics</span>
          </span>
        </a>
        <nav aria-label="Shop">
          <CartLink />
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer className="site-footer">
        <p>Six pieces, thrown by hand and drawn by machine.</p>
        <p>A demo of payonce, the checkout that charges once. Use its test cards only.</p>
      </footer>
    </div>
  );
}

function CartLink() {
  const count = countPieces(useCartQuery().data);
  const isBusy = useWaiting().length > 0;
  const pieces = count === 1 ? '1 piece' : `${count} pieces`;
  return (
    <a className="cart-link" href="/cart" onClick={isBusy ? openWhenSettled : undefined}>
      Cart
      <span className="cart-count" data-empty={count === 0}>
        <span className="visually-hidden">, {count === 0 ? 'empty' : pieces}</span>
        <span aria-hidden="true">{count}</span>
      </span>
    </a>
  );
}

/**
 * Leaves for a link's page once every click is in the cart: a page that goes away takes unsent ones
 * with it.
 */
export function openWhenSettled(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const { href } = event.currentTarget;
  void whenCartSettled().then(() => {
    location.assign(href);
  });
}

function WaveMark() {
  return (
    <svg className="wave-mark" viewBox="0 0 32 32" aria-hidden="true">
      <circle className="tone-clay" cx="16" cy="16" r="15" />
      <path
        className="tone-indigo"
        d="M1.3 19c4-4 6.7 2 10.7 0s6-4 10-1 5.4 1.6 8.7-1A15 15 0 0 1 1.3 19Z"
      />
    </svg>
  );
}
