// The products and the cart for React: queries for what the shop says, the queue for what the
// shopper clicks. One query client and one queue a page.

import { QueryClient, useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Cart, Item } from './cart.ts';
import { createCartQueue, type Change } from './cart-queue.ts';
import { shopApi } from './shop-api.ts';

export const queryClient = new QueryClient({
  // Offline is a failure to show, not a pause to hide; a cart may change in another tab at any
  // time.
  defaultOptions: { queries: { networkMode: 'always', retry: 1, refetchOnWindowFocus: 'always' } },
});

const CART = ['cart'];
const PRODUCTS = ['products'];

const queue = createCartQueue({
  api: shopApi,
  lastSeen: () => queryClient.getQueryData<Cart | null>(CART),
  onCart(cart) {
    // A look that began before the change must not paint over it.
    void queryClient.cancelQueries({ queryKey: CART });
    queryClient.setQueryData(CART, cart);
  },
});

/**
 * Changes the cart. After a failure the page looks again, since the change may have arrived
 * nevertheless.
 */
export async function changeCart(change: Change): Promise<Cart | null> {
  try {
    return await queue.push(change);
  } catch (error) {
    void queryClient.invalidateQueries({ queryKey: CART });
    throw error;
  }
}

/** Resolves when every click so far has been sent and answered, well or not. */
export function whenCartSettled(): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (queue.getWaiting().length > 0) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = queue.subscribe(look);
    look();
  });
}

// A page that comes back from the browser's memory shows a cart of long ago.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) void queryClient.invalidateQueries();
});

export function useProducts() {
  return useQuery({
    queryKey: PRODUCTS,
    queryFn: shopApi.readProducts,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

export function useCartQuery() {
  return useQuery({ queryKey: CART, queryFn: shopApi.readCart });
}

export function useWaiting(): readonly Change[] {
  return useSyncExternalStore(queue.subscribe, queue.getWaiting, queue.getWaiting);
}

/** How many pieces stand in the cart that is being filled; a finished one counts for nothing. */
export function countPieces(cart: Cart | null | undefined): number {
  if (!cart || cart.status === 'paid') return 0;
  return cart.items.reduce((sum: number, item: Item) => sum + item.quantity, 0);
}
