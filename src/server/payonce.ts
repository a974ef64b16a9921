// The server: a `Fetch` with the routes of the contract, and beside it what its host must do:
// migrate, sweep, drain. Knows HTTP and who may ask; decisions are the calls' own.

import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { routePath } from 'hono/route';
import { IDEMPOTENCY_KEY_HEADER, IDEMPOTENT_REPLAYED_HEADER } from '../protocol/keys.ts';
import {
  openCheckoutSchema,
  parseMessage,
  paymentRequestSchema,
  type Checkout,
} from '../protocol/messages.ts';
import type { Fetch } from '../protocol/ports.ts';
import { json } from './answers.ts';
import { bodyOf, checkoutIdIn, keyOf, principalOf, Refused } from './calls.ts';
import { cancel } from './canceling.ts';
import { cartMemory } from './cart-memory.ts';
import type { Queryable } from './database.ts';
import { checkoutIdOf } from './identity.ts';
import { runMigrations } from './migrate.ts';
import { PAYONCE_STEPS } from './migrations.ts';
import { openForCart, readOwn } from './opening.ts';
import { settingsOf, type PayonceOptions, type Settings } from './options.ts';
import { pay } from './paying.ts';
import { refusals } from './refusals.ts';
import { readCheckout } from './store/read.ts';
import { retireQuote } from './store/retire.ts';
import { sweep, type SweepReport } from './sweep.ts';
import { checkoutView, type CheckoutState } from './views.ts';

/** A payonce server. Never rejects a request: every failure is answered. */
export interface Payonce {
  /** The HTTP API, mounted at `basePath`. */
  readonly fetch: Fetch;
  /** Brings the tables to this version; run it before the first request. */
  migrate(): Promise<void>;
  /** One bounded step of recovery; call it about once a second. */
  sweep(): Promise<SweepReport>;
  /** Resolves when no payment is being carried by this process. */
  idle(): Promise<void>;
  /**
   * Call inside the transaction that changes a cart, before changing it. True: the old quote can no
   * longer be paid, and no payment can begin until the transaction ends. False: a payment is live
   * or done, the cart must stay as it is.
   */
  releaseCart(tx: Queryable, cartId: string): Promise<boolean>;
  /**
   * The cart's checkout for the storefront's own use, whoever owns it; null when none was ever
   * opened. Reads only.
   */
  findCheckout(cartId: string): Promise<Checkout | null>;
}

/**
 * Builds the server from its options; starts nothing by itself.
 *
 * ```ts
 * const payonce = createPayonce({ database, gateway, loadCart, identify, clock, random });
 * await payonce.migrate();
 * const response = await payonce.fetch(request);
 * ```
 */
export function createPayonce(options: PayonceOptions): Payonce {
  const settings = settingsOf(options);
  const running = new Set<Promise<unknown>>();
  const routes = routesOf(settings, running);
  return {
    async fetch(request) {
      try {
        return await routes.fetch(request);
      } catch (error) {
        // Hono hands on what is thrown without being an Error, as a storefront's code may.
        settings.onError(error, request.method);
        return refusals.unavailable();
      }
    },
    migrate: () => runMigrations(settings.database, 'payonce_versions', PAYONCE_STEPS),
    sweep: () => tracked(running, sweep(settings)),
    idle: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
    releaseCart: (tx, cartId) => retireQuote(tx, checkoutIdOf(settings.tenant, cartId)),
    async findCheckout(cartId) {
      const { database, tenant, gateway, clock } = settings;
      const state = await readCheckout(database, checkoutIdOf(tenant, cartId), tenant);
      return state === null ? null : checkoutView(state, gateway.public, clock.now());
    },
  };
}

function routesOf(settings: Settings, running: Set<Promise<unknown>>): Pick<Hono, 'fetch'> {
  const carts = cartMemory(settings);
  const app = new Hono().basePath(settings.basePath);
  const shown = (state: CheckoutState | null): Response =>
    state === null
      ? refusals.notFound()
      : json(200, checkoutView(state, settings.gateway.public, settings.clock.now()));

  app.use(async (context, next) => {
    await next();
    context.header('Cache-Control', 'no-store');
  });
  app.use(allowOrigins(settings.origins));

  app.post('/checkouts', async (context) => {
    const body = await bodyOf(context.req.raw);
    const principal = await principalOf(settings, context.req.raw);
    const parsed = parseMessage(openCheckoutSchema, body.type === 'json' ? body.value : undefined);
    if (!parsed.ok) return refusals.invalid(parsed.errors);
    const state = await openForCart(settings, parsed.value.cartId, principal);
    if (state !== null) carts.learn(state.checkout);
    return shown(state);
  });

  app.get('/checkouts/:id', async (context) => {
    const principal = await principalOf(settings, context.req.raw);
    const checkoutId = checkoutIdIn(context.req.param('id'));
    return shown(await readOwn(settings, checkoutId, principal));
  });

  app.post('/checkouts/:id/payments', async (context) => {
    const body = await bodyOf(context.req.raw);
    const principal = await principalOf(settings, context.req.raw);
    const key = keyOf(context.req.raw);
    const checkoutId = checkoutIdIn(context.req.param('id'));
    const cartId = await carts.cartOf(checkoutId, principal);
    if (cartId === null) return refusals.notFound();
    const parsed = parseMessage(
      paymentRequestSchema,
      body.type === 'json' ? body.value : undefined,
    );
    if (!parsed.ok) return refusals.invalid(parsed.errors);
    const call = { checkoutId, cartId, principal, key, request: parsed.value };
    return tracked(running, pay(settings, call));
  });

  app.post('/checkouts/:id/cancel', async (context) => {
    const principal = await principalOf(settings, context.req.raw);
    const key = keyOf(context.req.raw);
    return cancel(settings, checkoutIdIn(context.req.param('id')), principal, key);
  });

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

/** The one method that an address of ours takes; null when it is none of ours. */
function methodOf(path: string): 'GET' | 'POST' | null {
  const found = /\/checkouts(\/[^/]+(\/(payments|cancel))?)?$/.exec(path);
  if (found === null) return null;
  const isOneCheckout = found[1] !== undefined && found[2] === undefined;
  return isOneCheckout ? 'GET' : 'POST';
}

function allowOrigins(origins: readonly string[]) {
  return cors({
    origin: (origin) => (origins.includes(origin) ? origin : null),
    credentials: true,
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['Content-Type', IDEMPOTENCY_KEY_HEADER],
    exposeHeaders: [IDEMPOTENT_REPLAYED_HEADER, 'Retry-After'],
    maxAge: 600,
  });
}

async function tracked<T>(running: Set<Promise<unknown>>, work: Promise<T>): Promise<T> {
  running.add(work);
  try {
    return await work;
  } finally {
    running.delete(work);
  }
}
