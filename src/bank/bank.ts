// The sandbox bank as a `Fetch`: which routes it has, and what it does as time goes on. Keeps what
// it knows in the ledger it is handed, and awaits nothing but its ports. Knows no file, no socket
// and no shop.

import { Hono } from 'hono';
import type { Fetch } from '../protocol/ports.ts';
import { json, problem } from './answers.ts';
import { addAuthentication } from './authentication-routes.ts';
import { readMessage } from './body.ts';
import { CARD_ASSETS, CARD_PAGE, CARD_PAGE_HEADERS } from './card-page.ts';
import { withChargeFaults, type ChargeFault } from './charge-faults.ts';
import { addCharges } from './charge-routes.ts';
import { createFaultQueue, type FaultQueue } from './faults.ts';
import { addRefunds } from './refund-routes.ts';
import { faultRequestSchema, webhookEndpointSchema } from './requests.ts';
import { REGISTRATION_MS } from './endpoints.ts';
import { roomsOpener, type Rooms, type RoomsOptions } from './rooms.ts';

export interface BankOptions extends RoomsOptions {
  /**
   * The text of a file of the card fields page, `card.js` or `card.css`; null when it is not there.
   */
  readonly assets?: (name: string) => Promise<string | null>;
  /** Hears of what made a call fail with 500, such as a ledger that cannot be written. */
  readonly onError?: (error: unknown) => void;
}

export interface Bank {
  /** Rejects with `ConnectionLost` when an armed fault cuts the connection. */
  readonly fetch: Fetch;
  /** Reads the ledger, which else the first call does. Rejects when it cannot be read. */
  ready(): Promise<void>;
  /**
   * Does what is due by now: debits settle, authentications end, webhooks go out. One bounded step
   * that may overlap with itself; resolves when the webhooks that it sent are answered. The host
   * calls it a few times a second. Rejects when the ledger cannot be written.
   */
  tick(): Promise<void>;
}

// Keeps one step under some ten milliseconds of writing.
const MAX_SETTLED_PER_TICK = 200;

export function createBank(options: BankOptions): Bank {
  const open = roomsOpener(options);
  const faults = createFaultQueue();
  const app = new Hono<{ Bindings: ChargeFault }>();
  app.get('/healthz', () => json(200, { name: 'payonce-bank' }));
  addCardPage(app, options);
  addCharges(app, options, open);
  addRefunds(app, open);
  addAuthentication(app, open);
  addWebhooks(app, open);
  addFaults(app, faults);
  app.notFound((c) => noSuchCall(app, c.req));
  app.onError((error) => {
    options.onError?.(error);
    return problem('bank-error', {
      detail: 'The bank could not finish this. Ask what became of it.',
    });
  });
  const served = async (request: Request, fault: ChargeFault) => app.fetch(request, fault);
  return {
    fetch: withChargeFaults(served, faults, options.clock),
    async ready() {
      await open();
    },
    async tick() {
      const { settlements, deliveries } = await open();
      await settlements.settleDue(MAX_SETTLED_PER_TICK);
      await deliveries.deliverDue();
    },
  };
}

type App = Hono<{ Bindings: ChargeFault }>;

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

function noSuchCall(app: App, { method, path }: { method: string; path: string }): Response {
  const allowed = METHODS.filter((one) => app.router.match(one, path)[0].length > 0).join(', ');
  if (allowed === '') return problem('route-not-found', { detail: `${method} ${path}` });
  return problem('method-not-allowed', { detail: `Use ${allowed}.` }, { Allow: allowed });
}

function addCardPage(app: App, { assets }: BankOptions): void {
  app.get('/card', () => new Response(CARD_PAGE, { headers: CARD_PAGE_HEADERS }));
  for (const [name, contentType] of Object.entries(CARD_ASSETS)) {
    app.get(`/${name}`, async () => {
      const content = (await assets?.(name)) ?? null;
      if (content === null) {
        return problem('route-not-found', { detail: `${name} is missing: run "npm run build".` });
      }
      const headers = { 'Content-Type': contentType, 'Cache-Control': 'no-cache' };
      return new Response(content, {
        headers: { ...headers, 'X-Content-Type-Options': 'nosniff' },
      });
    });
  }
}

function addWebhooks(app: App, open: () => Promise<Rooms>): void {
  app.put('/webhook-endpoints', async (c) => {
    const read = await readMessage(c.req.raw, webhookEndpointSchema);
    if (!read.ok) return read.answer;
    (await open()).endpoints.register(read.value);
    return json(200, { ...read.value, expiresInMs: REGISTRATION_MS });
  });
}

function addFaults(app: App, faults: FaultQueue): void {
  app.get('/faults', () => json(200, { armed: faults.armed() }));
  app.post('/faults', async (c) => {
    const read = await readMessage(c.req.raw, faultRequestSchema);
    if (!read.ok) return read.answer;
    faults.arm(read.value);
    return json(201, { armed: faults.armed() });
  });
  app.delete('/faults', () => {
    faults.clear();
    return json(200, { armed: [] });
  });
}
