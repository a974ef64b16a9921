// The sandbox bank as a `Fetch`: its routes, and which answer each outcome gets. Keeps what it
// knows in the ledger it is handed, and awaits nothing but its ports. Knows no file, no socket and
// no shop.

import { Hono } from 'hono';
import type { Clock, Fetch, Random } from '../protocol/ports.ts';
import { IDEMPOTENT_REPLAYED_HEADER } from '../protocol/keys.ts';
import { json, problem } from './answers.ts';
import { readMessage } from './body.ts';
import { CARD_ASSETS, CARD_PAGE, CARD_PAGE_HEADERS } from './card-page.ts';
import { withChargeFaults, type ChargeFault } from './charge-faults.ts';
import { Charges, type ChargeResult } from './charges.ts';
import { createFaultQueue, type FaultQueue } from './faults.ts';
import type { Charge, Ledger } from './ledger.ts';
import { openRegister, type Register } from './register.ts';
import {
  cancelRequestSchema,
  chargeRequestSchema,
  faultRequestSchema,
  tokenRequestSchema,
} from './requests.ts';
import { issueToken } from './tokens.ts';

export interface BankOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
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
}

interface Rooms {
  readonly register: Register;
  readonly charges: Charges;
}

// Keeps an answer under some 10 MB. A larger ledger is asked for by reference.
const MAX_LISTED_CHARGES = 50_000;

export function createBank(options: BankOptions): Bank {
  const { ledger, clock, random } = options;
  let opening: Promise<Rooms> | null = null;
  const open = (): Promise<Rooms> => {
    opening ??= openRegister(ledger).then(
      (register) => ({ register, charges: new Charges(register, clock, random) }),
      (error: unknown) => {
        opening = null;
        throw error;
      },
    );
    return opening;
  };
  const faults = createFaultQueue();
  const app = new Hono<{ Bindings: ChargeFault }>();
  app.get('/healthz', () => json(200, { name: 'payonce-bank' }));
  addCardPage(app, options);
  addMoney(app, options, open);
  addFaults(app, faults);
  app.notFound((c) => problem('route-not-found', { detail: `${c.req.method} ${c.req.path}` }));
  app.onError((error) => {
    options.onError?.(error);
    return problem('bank-error', {
      detail: 'The bank could not finish this. Ask what became of it.',
    });
  });
  const served = async (request: Request, fault: ChargeFault) => app.fetch(request, fault);
  return {
    fetch: withChargeFaults(served, faults, clock),
    async ready() {
      await open();
    },
  };
}

type App = Hono<{ Bindings: ChargeFault }>;

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

function addMoney(app: App, { clock, random }: BankOptions, open: () => Promise<Rooms>): void {
  app.post('/tokens', async (c) => {
    const read = await readMessage(c.req.raw, tokenRequestSchema, 'card-invalid');
    if (!read.ok) return read.answer;
    const { register } = await open();
    const tokenized = await issueToken(read.value, register, clock, random);
    if (tokenized.type === 'issued') return json(201, tokenized.answer);
    const { errors } = tokenized;
    return problem('card-invalid', { detail: errors.map((e) => e.message).join(' '), errors });
  });
  app.post('/charges', async (c) => {
    const read = await readMessage(c.req.raw, chargeRequestSchema);
    if (!read.ok) return read.answer;
    const { charges } = await open();
    return chargeAnswer(await charges.charge(read.value, c.env));
  });
  app.get('/charges', async (c) => {
    const key = c.req.query('key') ?? '';
    const missing = [{ path: 'key', message: 'ask with ?key=…' }];
    if (key === '') {
      return problem('request-invalid', { detail: 'key is missing', errors: missing });
    }
    return json(200, (await open()).charges.lookup(key));
  });
  app.post('/charges/cancel', async (c) => {
    const read = await readMessage(c.req.raw, cancelRequestSchema);
    if (!read.ok) return read.answer;
    const canceled = await (await open()).charges.cancel(read.value.key);
    if (canceled.type === 'canceled') return json(200, { status: 'canceled' });
    const { charge } = canceled;
    return problem('already-charged', { detail: `Charge ${charge.id} came first.`, charge });
  });
  app.get('/ledger', async (c) => {
    const { books } = (await open()).register;
    const charges = books.charges(c.req.query('reference') ?? null);
    const listed = charges.slice(-MAX_LISTED_CHARGES);
    const isCut = listed.length < charges.length;
    const body = { charges: listed.map(ledgerLine), refunds: [] };
    return json(200, isCut ? { ...body, truncated: true } : body);
  });
}

function ledgerLine({ id, reference, key, amount, status }: Charge): Partial<Charge> {
  return { id, reference, key, amount, status };
}

function chargeAnswer(result: ChargeResult): Response {
  switch (result.type) {
    case 'charged': {
      const status = result.charge.status === 'captured' ? 201 : 402;
      return json(
        status,
        result.charge,
        result.replayed ? { [IDEMPOTENT_REPLAYED_HEADER]: 'true' } : {},
      );
    }
    case 'key-in-use':
      return problem('key-in-use', { detail: 'Repeat it in a moment.' }, { 'Retry-After': '1' });
    case 'key-reused':
      return problem('key-reused', { detail: 'This key names a charge with other content.' });
    case 'key-canceled':
      return problem('key-canceled', {
        detail: 'Nothing was and nothing will be charged with it.',
      });
    case 'token-unknown':
      return problem('token-unknown', { detail: 'This bank never issued this token.' });
    case 'token-used':
      return problem('token-used', { detail: 'A token is good for one charge.' });
    default:
      return result satisfies never;
  }
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
