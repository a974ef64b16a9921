// The demo shop as one `Fetch`: payonce under /payonce, the shop's own API under /shop, pages, and
// the two addresses that say whether all is well. Wires rooms together; decides nothing.

import { Hono } from 'hono';
import type { Clock, Fetch, Random } from '../protocol/ports.ts';
import { createPayonce, type Database, type Gateway, type Payonce } from '../server.ts';
import { createLoadCart } from './carts.ts';
import { createFulfilment } from './fulfilment.ts';
import type { Lab } from './lab/lab.ts';
import { migrateShop } from './migrations.ts';
import { operatorRoutes } from './operator-routes.ts';
import { pageRoutes, type PagesOptions } from './pages-route.ts';
import { identify } from './principal.ts';
import { shopRoutes } from './routes.ts';

export interface ShopServerOptions extends Omit<PagesOptions, 'payonce' | 'hasLab'> {
  readonly database: Database;
  readonly gateway: Gateway;
  readonly clock: Clock;
  readonly random: Random;
  readonly onError: (error: unknown, where: string) => void;
  /** Where the pages of this shop are, such as `http://localhost:4242`. */
  readonly url: string;
  readonly merchantSecret: string;
  readonly addressOf: (request: Request) => string | null;
  /** Faults by hand; null in a shop that has none. */
  readonly lab: Lab | null;
  /** Why this server's clock is no good for payments; null, or absent, when it is. */
  readonly clockTrouble?: () => string | null;
  /** Why this server is not ready for payments, or null when it is. */
  readonly unreadiness: (payonce: Payonce) => Promise<string | null>;
}

export interface ShopServer {
  readonly fetch: Fetch;
  readonly payonce: Payonce;
}

// Load tests buy a thousand times in one name; who tries the demo does so on this machine, which
// has no address. What one cart may be declined stays as in a real shop.
const DEMO_LIMITS = {
  declinesPerPrincipal: 100,
  checkoutsPerPrincipal: 10_000,
};

/** What the shop's payonce is made of, whether it is served or worked on by hand. */
export type PayonceParts = Pick<
  ShopServerOptions,
  | 'database'
  | 'gateway'
  | 'clock'
  | 'clockTrouble'
  | 'random'
  | 'onError'
  | 'url'
  | 'merchantSecret'
  | 'addressOf'
  | 'lab'
>;

/** The shop's payonce over tables that may still be of an older version. */
export function shopPayonce(options: PayonceParts): Payonce {
  const { database, gateway, clock, random, onError, lab } = options;
  const loadCart = createLoadCart(database);
  return createPayonce({
    database: lab?.database(database) ?? database,
    gateway: lab?.gateway(gateway) ?? gateway,
    async loadCart(cartId, principal) {
      // Nothing is claimed or opened without a cart; what was paid is answered without one.
      const trouble = options.clockTrouble?.() ?? null;
      if (trouble !== null) throw new Error(trouble);
      return loadCart(cartId, principal);
    },
    identify,
    clock,
    random,
    basePath: '/payonce',
    returnUrl: (checkoutId) => `${options.url}/confirmation/${checkoutId}`,
    merchantSecret: options.merchantSecret,
    on: {
      ...createFulfilment(database),
      // The demo has nobody to page: whoever runs it reads its log.
      onNeedsAttention: ({ checkoutId, reason }) =>
        onError(new Error(reason ?? 'A person is needed.'), `needs attention ${checkoutId}`),
    },
    addressOf: options.addressOf,
    limits: DEMO_LIMITS,
    reconcileFirst: true,
    onError,
  });
}

/** Builds the shop and brings its tables up to date. */
export async function createShopServer(options: ShopServerOptions): Promise<ShopServer> {
  const { database, clock, random, onError, lab, merchantSecret } = options;
  const payonce = shopPayonce(options);
  await payonce.migrate();
  await migrateShop(database);
  const { releaseCart, findCheckout } = payonce;

  const app = new Hono();
  app.get('/healthz', () => status(200, 'alive'));
  app.get('/readyz', async () => {
    const reason = options.clockTrouble?.() ?? (await options.unreadiness(payonce));
    return reason === null ? status(200, 'ready') : status(503, reason);
  });
  if (lab !== null) app.route('/', lab.routes);
  app.all('/payonce/*', (context) => payonce.fetch(context.req.raw));
  const operator = operatorRoutes({ payonce, merchantSecret, onError });
  app.all('/payonce-operator/*', (context) => operator(context.req.raw));
  app.route('/', shopRoutes({ database, clock, random, releaseCart, findCheckout, onError }));
  app.route('/', pageRoutes({ ...options, payonce: payonce.fetch, hasLab: lab !== null }));
  const fetch: Fetch = async (request) => app.fetch(request);
  return { fetch: lab?.answers(fetch) ?? fetch, payonce };
}

function status(code: 200 | 503, reason: string): Response {
  return Response.json(
    { status: reason },
    { status: code, headers: { 'Cache-Control': 'no-store' } },
  );
}
