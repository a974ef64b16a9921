// The demo shop's entry: one document, whose path says which page it is. Every link loads a
// document, so reload, back and a second tab are what they are on any other shop.

import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import '../styles.css';
import './shop.css';
import { CartPage } from './pages/cart.tsx';
import { CataloguePage } from './pages/catalogue.tsx';
import { CheckoutPage } from './pages/checkout.tsx';
import { ConfirmationPage } from './pages/confirmation.tsx';
import { LabPage } from './pages/lab.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { queryClient } from './use-cart.ts';

function pageAt(path: string): ReactNode {
  switch (path) {
    case '/':
      return <CataloguePage />;
    case '/cart':
      return <CartPage />;
    case '/checkout':
      return <CheckoutPage />;
    case '/lab':
      return <LabPage />;
  }
  const checkoutId = /^\/confirmation\/([\w-]+)$/.exec(path)?.[1];
  return checkoutId === undefined ? <NotFoundPage /> : <ConfirmationPage checkoutId={checkoutId} />;
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element "root".');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>{pageAt(location.pathname)}</QueryClientProvider>
  </StrictMode>,
);
