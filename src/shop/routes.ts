// The shop's HTTP: products and carts under `/shop`. JSON in and out, a cart only ever for the
// cookie that made it. Does not serve pages and takes no payment.

import { Hono, type Context } from 'hono';
import type { Checkout } from '../server.ts';
import { json, problem } from './answers.ts';
import { readBody } from './body.ts';
import { cartChangeSchema, newCartSchema, type Cart } from './cart.ts';
import {
  createCartStore,
  priceCart,
  versionText,
  type CartChange,
  type CartStoreOptions,
  type StoredCart,
} from './carts.ts';
import { readStock } from './fulfilment.ts';
import { identify, newPrincipal } from './principal.ts';
import { PRODUCTS } from './products.ts';

/** What payonce knows of a cart's checkout; null when none was ever opened. Reads only. */
export type FindCheckout = (cartId: string) => Promise<Pick<Checkout, 'id' | 'status'> | null>;

export interface ShopOptions extends CartStoreOptions {
  readonly findCheckout: FindCheckout;
  /** Told of every failure that a page only sees as 503. */
  readonly onError?: (error: unknown, where: string) => void;
}

/** The shop's app, with its full paths; an outer app mounts it at the root. */
export function shopRoutes(options: ShopOptions): Hono {
  const store = createCartStore(options);
  const { random, findCheckout } = options;
  const app = new Hono();

  app.get('/shop/products', function listProducts() {
    return json(200, PRODUCTS);
  });

  app.get('/shop/stock', async function listStock() {
    return json(200, await readStock(options.database));
  });

  app.post('/shop/carts', async function createCart(context) {
    const body = await readBody(context, newCartSchema);
    if (body instanceof Response) return body;
    const known = identify(context.req.raw);
    const visitor =
      known === null
        ? newPrincipal(random, isSecure(context))
        : { principal: known, setCookie: null };
    const cart = await store.create(visitor.principal, body.items);
    return json(201, await cartView(cart, findCheckout), visitor.setCookie);
  });

  app.get('/shop/cart', async function readCurrentCart(context) {
    const principal = identify(context.req.raw);
    const cart = principal === null ? null : await store.findNewest(principal);
    return json(200, cart === null ? null : await cartView(cart, findCheckout));
  });

  app.get('/shop/carts/:id', async function readCart(context) {
    const principal = identify(context.req.raw);
    const cart = principal === null ? null : await store.find(principal, context.req.param('id'));
    return cart === null ? cartNotFound() : json(200, await cartView(cart, findCheckout));
  });

  app.patch('/shop/carts/:id', async function changeCart(context) {
    const body = await readBody(context, cartChangeSchema);
    if (body instanceof Response) return body;
    const principal = identify(context.req.raw);
    if (principal === null) return cartNotFound();
    const id = context.req.param('id');
    const change = await store.change(principal, id, body.items, body.version);
    return changeAnswer(change, findCheckout);
  });

  app.all('/shop/products', () => methodNotAllowed('GET'));
  app.all('/shop/stock', () => methodNotAllowed('GET'));
  app.all('/shop/cart', () => methodNotAllowed('GET'));
  app.all('/shop/carts', () => methodNotAllowed('POST'));
  app.all('/shop/carts/:id', () => methodNotAllowed('GET, PATCH'));
  app.all('/shop/*', () => problem('route-not-found', { detail: 'The shop has nothing here.' }));
  app.onError((error) => {
    options.onError?.(error, 'shop');
    return problem('temporarily-unavailable', { detail: 'The shop cannot answer right now.' });
  });
  return app;
}

async function changeAnswer(change: CartChange, findCheckout: FindCheckout): Promise<Response> {
  if (change.type === 'not-found') return cartNotFound();
  const cart = await cartView(change.cart, findCheckout);
  switch (change.type) {
    case 'changed':
      return json(200, cart);
    case 'locked':
      return problem('cart-locked', { detail: LOCKED[cart.status], cart });
    case 'outdated':
      return problem('cart-changed', {
        detail: `The cart is at version ${cart.version} by now: read it and change that.`,
        cart,
      });
  }
}

const LOCKED: Readonly<Record<Cart['status'], string>> = {
  // The payment ended between our two looks; the next try will know.
  open: 'A payment of this cart was under way a moment ago: try again.',
  paying: 'A payment of this cart is under way: nothing in it may change.',
  paid: 'This cart is paid and finished: the next piece starts a new one.',
};

async function cartView(cart: StoredCart, findCheckout: FindCheckout): Promise<Cart> {
  const checkout = await findCheckout(cart.id);
  return {
    id: cart.id,
    version: versionText(cart),
    status: statusOf(checkout?.status ?? 'open'),
    items: [...cart.items],
    ...priceCart(cart),
    checkoutId: checkout?.id ?? null,
  };
}

function statusOf(status: Checkout['status']): Cart['status'] {
  switch (status) {
    case 'open':
    case 'expired':
      return 'open';
    case 'processing':
    case 'action_required':
      return 'paying';
    case 'paid':
    case 'partially_refunded':
    case 'refunded':
      return 'paid';
  }
}

function cartNotFound(): Response {
  return problem('cart-not-found', { detail: 'You have no such cart.' });
}

function methodNotAllowed(allow: string): Response {
  const answer = problem('method-not-allowed', { detail: `Use ${allow}.` });
  answer.headers.set('Allow', allow);
  return answer;
}

function isSecure(context: Context): boolean {
  return new URL(context.req.url).protocol === 'https:';
}
