// The bank's routes for tokens and charges, and its ledger for everybody to read: which answer each
// outcome gets. Decides nothing about money.

import type { Hono } from 'hono';
import type { Clock, Random } from '../protocol/ports.ts';
import { IDEMPOTENT_REPLAYED_HEADER } from '../protocol/keys.ts';
import { json, problem } from './answers.ts';
import { readMessage } from './body.ts';
import type { ChargeFault } from './charge-faults.ts';
import type { ChargeResult } from './charges.ts';
import type { Charge, Refund } from './ledger.ts';
import { listCharges } from './listing.ts';
import { cancelRequestSchema, chargeRequestSchema, tokenRequestSchema } from './requests.ts';
import type { Rooms } from './rooms.ts';
import { issueToken } from './tokens.ts';

type App = Hono<{ Bindings: ChargeFault }>;
type Open = () => Promise<Rooms>;

interface Ports {
  readonly clock: Clock;
  readonly random: Random;
}

// Keeps an answer under some 10 MB. A larger ledger is asked for by reference.
const MAX_LISTED_CHARGES = 50_000;

export function addCharges(app: App, ports: Ports, open: Open): void {
  app.post('/tokens', async (c) => {
    const read = await readMessage(c.req.raw, tokenRequestSchema, 'card-invalid');
    if (!read.ok) return read.answer;
    const { register } = await open();
    const tokenized = await issueToken(read.value, register, ports.clock, ports.random);
    if (tokenized.type === 'issued') return json(201, tokenized.answer);
    const { errors } = tokenized;
    return problem('card-invalid', { detail: errors.map((e) => e.message).join(' '), errors });
  });
  app.post('/charges', async (c) => {
    const read = await readMessage(c.req.raw, chargeRequestSchema);
    if (!read.ok) return read.answer;
    const { charges, deliveries } = await upToDate(open);
    const result = await charges.charge(read.value, c.env, new URL(c.req.url).origin);
    if (result.type === 'charged' && c.env.webhooks === 'early') {
      await deliveries.deliverOf(result.charge.id);
    }
    return chargeAnswer(result);
  });
  app.post('/charges/cancel', async (c) => {
    const read = await readMessage(c.req.raw, cancelRequestSchema);
    if (!read.ok) return read.answer;
    const canceled = await (await upToDate(open)).charges.cancel(read.value.key);
    if (canceled.type === 'canceled') return json(200, { status: 'canceled' });
    const { charge } = canceled;
    return problem('already-charged', { detail: `Charge ${charge.id} came first.`, charge });
  });
  addReads(app, open);
}

function addReads(app: App, open: Open): void {
  app.get('/charges', async (c) => {
    const { key, reference, since, cursor, limit } = c.req.query();
    const rooms = await upToDate(open);
    if (since !== undefined || cursor !== undefined || reference !== undefined) {
      const listed = listCharges(rooms, { reference, since, cursor, limit });
      if (listed.ok) return json(200, listed.page);
      const { path, message } = listed.error;
      return problem('request-invalid', { detail: `${path} ${message}`, errors: [listed.error] });
    }
    if (key === undefined || key === '') {
      const errors = [{ path: 'key', message: 'ask with ?key=…, ?reference=… or ?since=…' }];
      return problem('request-invalid', { detail: 'key is missing', errors });
    }
    return json(200, rooms.charges.lookup(key));
  });
  app.get('/ledger', async (c) => {
    const { books } = (await upToDate(open)).register;
    const reference = c.req.query('reference') ?? null;
    const charges = books.charges(reference);
    const refunds = books.refunds(reference);
    const listed = charges.slice(-MAX_LISTED_CHARGES);
    const isCut = listed.length < charges.length || refunds.length > MAX_LISTED_CHARGES;
    const body = {
      charges: listed.map(chargeLine),
      refunds: refunds.slice(-MAX_LISTED_CHARGES).map(refundLine),
    };
    return json(200, isCut ? { ...body, truncated: true } : body);
  });
}

/** Whoever asks finds what time has brought, also between two ticks. */
async function upToDate(open: Open): Promise<Rooms> {
  const rooms = await open();
  await rooms.settlements.settleDue();
  return rooms;
}

function chargeLine({ id, reference, key, amount, status }: Charge): Partial<Charge> {
  return { id, reference, key, amount, status };
}

function refundLine({ id, charge, amount }: Refund): Partial<Refund> {
  return { id, charge, amount };
}

const STATUS_OF = { captured: 201, pending: 202, declined: 402, canceled: 410 } as const;

function chargeAnswer(result: ChargeResult): Response {
  switch (result.type) {
    case 'charged': {
      const { charge, replayed } = result;
      const headers = replayed ? { [IDEMPOTENT_REPLAYED_HEADER]: 'true' } : {};
      return json(STATUS_OF[charge.status], charge, headers);
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
