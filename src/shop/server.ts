// The demo shop as one `Fetch`: payonce under /payonce, the shop's own API under /shop, pages, and
// the two addresses that say whether all is well. Wires rooms together; decides nothing.

import { Hono } from 'hono';
import type { Clock, Fetch, Random } from '../protocol/ports.ts';
import { createPayonce, type Database, type Gateway, type Payonce } from '../server.ts';
import { createLoadCart } from './carts.ts';
import { migrateShop } from './migrations.ts';
import { pageRoutes, type PagesOptions } from './pages-route.ts';
import { identify } from './principal.ts';
import { shopRoutes } from './routes.ts';

export interface ShopServerOptions extends Omit<PagesOptions, 'payonce'> {
  readonly database: Database;
  readonly gateway: Gateway;
  readonly clock: Clock;
  readonly random: Random;
  readonly onError: (error: unknown, where: string) => void;
  /** Why this server is not ready for payments, or null when it is. */
  readonly unreadiness: () => Promise<string | null>;
}

export interface ShopServer {
  readonly fetch: Fetch;
  readonly payonce: Payonce;
}

/** Builds the shop and brings its tables up to date. */
export async function createShopServer(options: ShopServerOptions): Promise<ShopServer> {
  const { database, gateway, clock, random, onError } = options;
  const loadCart = createLoadCart(database);
  const payonce = createPayonce({
    database,
    gateway,
    loadCart,
    identify,
    clock,
    random,
    basePath: '/payonce',
    onError,
  });
  await payonce.migrate();
  await migrateShop(database);
  const { releaseCart, findCheckout } = payonce;

  const app = new Hono();
  app.get('/healthz', () => status(200, 'alive'));
  app.get('/readyz', async () => {
    const reason = await options.unreadiness();
    return reason === null ? status(200, 'ready') : status(503, reason);
  });
  app.all('/payonce/*', (context) => payonce.fetch(context.req.raw));
  app.route('/', shopRoutes({ database, clock, random, releaseCart, findCheckout, onError }));
  app.route('/', pageRoutes({ ...options, payonce: payonce.fetch }));
  return { fetch: async (request) => app.fetch(request), payonce };
}

function status(code: 200 | 503, reason: string): Response {
  return Response.json(
    { status: reason },
    { status: code, headers: { 'Cache-Control': 'no-store' } },
  );
}
