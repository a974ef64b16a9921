// Serves the demo's pages: built files, and one shell for every address of the shop, with the
// headers that keep foreign scripts out. Knows addresses and files; what a page shows is the page's
// own business.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type MiddlewareHandler } from 'hono';
import { routes } from '../protocol/routes.ts';
import type { Fetch } from '../protocol/ports.ts';

export interface PagesOptions {
  /** Where the built pages are, relative to the working folder. */
  readonly folder: string;
  readonly bankUrl: string;
  /** Whether `/lab` is there. */
  readonly hasLab: boolean;
  /** Asks payonce, with the shopper's cookie, whether a checkout is theirs. */
  readonly payonce: Fetch;
  /** Makes the shell ready for hot reload; then foreign scripts are the tool's own. */
  readonly transformShell?: (url: string, html: string) => Promise<string>;
}

const API_PATH = '/payonce';
const PAGES = ['/', '/cart', '/checkout'];

export function pageRoutes(options: PagesOptions): Hono {
  const app = new Hono();
  const page = async (path: string, status: 200 | 404): Promise<Response> => {
    const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' };
    return new Response(await readShell(options, path), { status, headers });
  };
  app.use(secureHeaders(options));
  if (options.hasLab) app.get('/lab', () => page('/lab', 200));
  for (const path of PAGES) app.get(path, () => page(path, 200));
  app.get('/confirmation/:id', async (context) => {
    const foreign = await isForeign(options.payonce, context.req.raw, context.req.param('id'));
    return page(context.req.path, foreign ? 404 : 200);
  });
  // File names in `assets` carry a hash of their content.
  app.use('/assets/*', async (context, next) => {
    await next();
    if (context.res.ok)
      context.res.headers.set('Cache-Control', 'public, max-age=31536000, immutable');
  });
  app.get('*', serveStatic({ root: options.folder }));
  // Not `notFound`, which an app that is mounted in another one is never asked for.
  app.get('*', (context) => page(context.req.path, 404));
  return app;
}

async function readShell(options: PagesOptions, path: string): Promise<string> {
  if (options.transformShell === undefined) {
    return readFile(join(options.folder, 'index.html'), 'utf8');
  }
  return options.transformShell(path, await readFile('index.html', 'utf8'));
}

/** Only what payonce says is not theirs; while it cannot say, the page itself asks on. */
async function isForeign(payonce: Fetch, request: Request, id: string): Promise<boolean> {
  const url = new URL(`${API_PATH}${routes.checkout(id)}`, request.url);
  const headers = { Cookie: request.headers.get('Cookie') ?? '' };
  const response = await payonce(new Request(url, { headers }));
  return response.status === 404 || response.status === 401;
}

function secureHeaders({ bankUrl, transformShell }: PagesOptions): MiddlewareHandler {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `frame-src ${bankUrl}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    if (transformShell === undefined) headers.set('Content-Security-Policy', policy);
    headers.set('X-Content-Type-Options', 'nosniff');
    headers.set('Referrer-Policy', 'same-origin');
  };
}
