// The bank's page for a charge that asks for its shopper: shows it to whoever knows its secret, and
// takes one yes or no. A page that is loaded again, or comes too late, changes nothing.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Hono } from 'hono';
import { readBytes } from '../protocol/json-body.ts';
import { authenticationPage, overPage, unknownPage } from './authentication-page.ts';
import { AUTHENTICATION_STYLE } from './authentication-style.ts';
import { MAX_BODY_BYTES } from './body.ts';
import type { Entry } from './books.ts';
import type { ChargeFault } from './charge-faults.ts';
import type { Rooms } from './rooms.ts';

type App = Hono<{ Bindings: ChargeFault }>;

const STYLE_HEADERS = {
  'Content-Type': 'text/css; charset=utf-8',
  'Cache-Control': 'no-cache',
  'X-Content-Type-Options': 'nosniff',
};

interface Asked {
  readonly entry: Entry;
  readonly secret: string;
  readonly returnUrl: string;
}

export function addAuthentication(app: App, open: () => Promise<Rooms>): void {
  app.get(
    '/authenticate.css',
    () => new Response(AUTHENTICATION_STYLE, { headers: STYLE_HEADERS }),
  );
  app.get('/authenticate/:charge', async (c) => {
    const rooms = await open();
    await rooms.settlements.settleDue();
    const asked = find(rooms, c.req.param('charge'), c.req.query('secret') ?? '');
    if (asked === null) return unknownPage();
    const { entry, returnUrl, secret } = asked;
    const { charge } = entry;
    if (charge.status !== 'pending') return overPage(charge, charge.status, returnUrl);
    return authenticationPage({ charge, secret, returnUrl });
  });
  app.post('/authenticate/:charge', async (c) => {
    const rooms = await open();
    const form = new URLSearchParams(await textOf(c.req.raw));
    const asked = find(rooms, c.req.param('charge'), form.get('secret') ?? '');
    if (asked === null) return unknownPage();
    const { entry, secret, returnUrl } = asked;
    const decision = form.get('decision');
    if (decision !== 'approve' && decision !== 'refuse') {
      return authenticationPage({ charge: entry.charge, secret, returnUrl });
    }
    await rooms.settlements.decide(entry.charge.id, decision);
    const headers = { Location: returnUrl, 'Cache-Control': 'no-store' };
    return new Response(null, {
      status: 303,
      headers: { ...headers, 'Referrer-Policy': 'no-referrer' },
    });
  });
}

function find({ register }: Rooms, id: string, secret: string): Asked | null {
  const entry = register.books.entry(id);
  if (entry?.awaits?.type !== 'authentication') return null;
  const { secret: expected, returnUrl } = entry.awaits;
  // Hashed, so that the time that comparing takes tells nothing of the secret.
  if (hashOf(secret) !== hashOf(expected)) return null;
  return { entry, secret, returnUrl };
}

function hashOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

async function textOf(request: Request): Promise<string> {
  const bytes = await readBytes(request, MAX_BODY_BYTES);
  return bytes === null ? '' : new TextDecoder().decode(bytes);
}
