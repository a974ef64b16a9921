// Two widgets for one cart, for `other-script.ts`.

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Checkout } from '../../src/react.ts';

const cart = (await (await fetch('/shop/cart')).json()) as { id: string };
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Checkout api="/payonce" cartId={cart.id} />
      <Checkout api="/payonce" cartId={cart.id} />
    </StrictMode>,
  );
}
