// The routes of the contract: who may ask, in which order it is checked, and which call answers.
// Knows HTTP; decisions are the calls' own.

import { Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { routePath } from 'hono/route';
import { IDEMPOTENCY_KEY_HEADER, IDEMPOTENT_REPLAYED_HEADER } from '../protocol/keys.ts';
import {
  openCheckoutSchema,
  parseMessage,
  paymentRequestSchema,
  refundRequestSchema,
} from '../protocol/messages.ts';
import { json } from './answers.ts';
import {
  addressIn,
  bodyOf,
  checkoutIdIn,
  keyOf,
  merchantKeyOf,
  merchantOf,
  noBodyOf,
  principalOf,
  rawBodyOf,
  Refused,
} from './calls.ts';
import { cancel } from './canceling.ts';
import { cartMemory } from './cart-memory.ts';
import { secondsToNextSpan } from './limits.ts';
import { openForCart, readOwn } from './opening.ts';
import type { Settings } from './options.ts';
import { pay } from './paying.ts';
import { refund } from './refunding.ts';
import { refusals } from './refusals.ts';
import { readCheckout } from './store/read.ts';
import { checkoutView, type CheckoutState } from './views.ts';
import { takeWebhook } from './webhooks.ts';

export interface RoutesHost {
  /** Notes work that must end before the process does. */
  track<T>(work: Promise<T>): Promise<T>;
}

type App = ReturnType<Hono['basePath']>;

export function routesOf(settings: Settings, host: RoutesHost): Pick<Hono, 'fetch'> {
  const app = new Hono().basePath(settings.basePath);
  app.use(async (context, next) => {
    await next();
    context.header('Cache-Control', 'no-store');
  });
  app.use(allowOrigins(settings.origins));
  addCheckouts(app, settings, host);
  addMerchant(app, settings, host);
  app.notFound((context) => {
    const method = methodOf(context.req.path);
    return method === null ? refusals.routeNotFound() : refusals.methodNotAllowed(method);
  });
  app.onError((error, context) => {
    if (error instanceof Refused) return error.response;
    settings.onError(error, `${context.req.method} ${routePath(context)}`);
    return refusals.unavailable();
  });
  return app;
}

/** What a shopper's page calls. */
function addCheckouts(app: App, settings: Settings, host: RoutesHost): void {
  const carts = cartMemory(settings);
  const { clock, gateway } = settings;
  const shown = (state: CheckoutState | null): Response =>
    state === null
      ? refusals.notFound()
      : json(200, checkoutView(state, gateway.public, clock.now()));

  app.post('/checkouts', async (context) => {
    const request = context.req.raw;
    const body = await bodyOf(request);
    const principal = await principalOf(settings, request);
    const parsed = parseMessage(openCheckoutSchema, body.type === 'json' ? body.value : undefined);
    if (!parsed.ok) return refusals.invalid(parsed.errors);
    const { cartId } = parsed.value;
    const opener = { cartId, principal, address: addressIn(settings, request) };
    const state = await openForCart(settings, opener);
    if (state === 'limited') return refusals.tooManyCheckouts(secondsToNextSpan(clock.now()));
    if (state !== null) carts.learn(state.checkout);
    return shown(state);
  });

  app.get('/checkouts/:id', async (context) => {
    const principal = await principalOf(settings, context.req.raw);
    const checkoutId = checkoutIdIn(context.req.param('id'));
    return shown(await readOwn(settings, checkoutId, principal));
  });

  app.post('/checkouts/:id/payments', async (context) => {
    const httpRequest = context.req.raw;
    const body = await bodyOf(httpRequest);
    const principal = await principalOf(settings, httpRequest);
    const key = keyOf(httpRequest);
    const checkoutId = checkoutIdIn(context.req.param('id'));
    const cartId = await carts.cartOf(checkoutId, principal);
    if (cartId === null) return refusals.notFound();
    const parsed = parseMessage(
      paymentRequestSchema,
      body.type === 'json' ? body.value : undefined,
    );
    if (!parsed.ok) {
      // Handed over to somebody else since it was remembered.
      const own = await readOwn(settings, checkoutId, principal);
      return own === null ? refusals.notFound() : refusals.invalid(parsed.errors);
    }
    const address = addressIn(settings, httpRequest);
    const call = { checkoutId, cartId, principal, key, address, request: parsed.value };
    return host.track(pay(settings, call));
  });

  app.post('/checkouts/:id/cancel', async (context) => {
    await noBodyOf(context.req.raw);
    const principal = await principalOf(settings, context.req.raw);
    const key = keyOf(context.req.raw);
    const checkoutId = checkoutIdIn(context.req.param('id'));
    return host.track(cancel(settings, checkoutId, principal, key));
  });
}

/** What the merchant and the gateways call. */
function addMerchant(app: App, settings: Settings, host: RoutesHost): void {
  app.post('/checkouts/:id/refunds', async (context) => {
    const body = await bodyOf(context.req.raw);
    merchantOf(settings, context.req.raw);
    const key = merchantKeyOf(context.req.raw);
    const checkoutId = checkoutIdIn(context.req.param('id'));
    const parsed = parseMessage(refundRequestSchema, body.type === 'json' ? body.value : undefined);
    if (!parsed.ok) {
      // A checkout that is none comes before a body that is none.
      const state = await readCheckout(settings.database, checkoutId, settings.tenant);
      return state === null ? refusals.notFound() : refusals.invalid(parsed.errors);
    }
    return host.track(refund(settings, { checkoutId, key, request: parsed.value }));
  });

  app.post('/webhooks/:gateway', async (context) => {
    if (context.req.param('gateway') !== settings.gateway.public.type) {
      return refusals.routeNotFound();
    }
    const body = await rawBodyOf(context.req.raw);
    return host.track(takeWebhook(settings, context.req.raw.headers, body));
  });
}

/** The one method that an address of ours takes; null when it is none of ours. */
function methodOf(path: string): 'GET' | 'POST' | null {
  if (/\/webhooks\/[^/]+$/.test(path)) return 'POST';
  const found = /\/checkouts(\/[^/]+(\/(payments|cancel|refunds))?)?$/.exec(path);
  if (found === null) return null;
  const isOneCheckout = found[1] !== undefined && found[2] === undefined;
  return isOneCheckout ? 'GET' : 'POST';
}

const VARIED = { Vary: 'Origin, Access-Control-Request-Method' };

/** An origin that is not configured learns nothing, not even which headers others may send. */
function allowOrigins(origins: readonly string[]): MiddlewareHandler {
  const allow = cors({
    origin: [...origins],
    credentials: true,
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['Content-Type', IDEMPOTENCY_KEY_HEADER],
    exposeHeaders: [IDEMPOTENT_REPLAYED_HEADER, 'Retry-After'],
    maxAge: 600,
  });
  return async (context, next) => {
    if (origins.includes(context.req.header('Origin') ?? '')) return allow(context, next);
    if (context.req.method === 'OPTIONS')
      return new Response(null, { status: 204, headers: VARIED });
    await next();
    if (origins.length > 0) context.header('Vary', 'Origin', { append: true });
    return undefined;
  };
}
