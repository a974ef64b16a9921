// The lab's HTTP under `/payonce/lab`: the shop's own faults, and, since the bank is another
// origin, the bank's faults and ledger passed on. There only while the lab is on; decides nothing
// about payments.

import { Hono, type Context } from 'hono';
import { parseMessage } from '../../protocol/messages.ts';
import { isProblemCode, PROBLEMS, type Next } from '../../protocol/problems.ts';
import type { Fetch } from '../../protocol/ports.ts';
import { json, problem } from '../answers.ts';
import { invalid, jsonOf } from '../json-of.ts';
import { shopFaultSchema, type FaultList, type ShopFaultPoint } from './faults.ts';

export interface LabRoutesOptions {
  readonly faults: FaultList<ShopFaultPoint>;
  readonly bankUrl: string;
  /** Reaches the bank. */
  readonly fetch: Fetch;
}

const MAX_BODY_BYTES = 4 * 1024;
// As long as the shop gives any other call to the bank.
const BANK_TIMEOUT_MS = 5_000;

export function labRoutes({ faults, bankUrl, fetch }: LabRoutesOptions): Hono {
  const app = new Hono();
  const standing = (status: number) => json(status, { armed: faults.armed() });

  app.get('/payonce/lab/faults', () => standing(200));
  app.post('/payonce/lab/faults', async ({ req }) => {
    const body = await jsonOf(req.raw, MAX_BODY_BYTES);
    if (body instanceof Response) return body;
    const parsed = parseMessage(shopFaultSchema, body.value);
    if (!parsed.ok) return invalid(parsed.errors);
    faults.arm(parsed.value);
    return standing(201);
  });
  app.delete('/payonce/lab/faults', () => {
    faults.clear();
    return standing(200);
  });

  const passOn = async ({ req }: Context, path: string, body?: unknown): Promise<Response> => {
    const url = new URL(path, bankUrl);
    url.search = new URL(req.url).search;
    return exchange(fetch, url, req.method, body);
  };
  app.get('/payonce/lab/bank/ledger', (context) => passOn(context, '/ledger'));
  app.get('/payonce/lab/bank/faults', (context) => passOn(context, '/faults'));
  app.delete('/payonce/lab/bank/faults', (context) => passOn(context, '/faults'));
  app.post('/payonce/lab/bank/faults', async (context) => {
    const body = await jsonOf(context.req.raw, MAX_BODY_BYTES);
    return body instanceof Response ? body : passOn(context, '/faults', body.value);
  });

  app.all('/payonce/lab/faults', () => methodNotAllowed('GET, POST, DELETE'));
  app.all('/payonce/lab/bank/faults', () => methodNotAllowed('GET, POST, DELETE'));
  app.all('/payonce/lab/bank/ledger', () => methodNotAllowed('GET'));
  return app;
}

/** The bank's own answer, or 503 when it gives none. Nothing of the shopper's goes along. */
async function exchange(fetch: Fetch, url: URL, method: string, body: unknown): Promise<Response> {
  const sent = { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const signal = AbortSignal.timeout(BANK_TIMEOUT_MS);
  const init = { method, signal, ...(body === undefined ? {} : sent) };
  try {
    const answer = await fetch(new Request(url, init));
    const { status } = answer;
    const contentType = answer.headers.get('Content-Type') ?? 'application/json';
    const text = await answer.text();
    const passedOn = /^application\/problem\+json\b/.test(contentType)
      ? withNext(text, status)
      : text;
    const headers = { 'Content-Type': contentType, 'Cache-Control': 'no-store' };
    return new Response(passedOn, { status, headers });
  } catch {
    return problem('bank-unavailable', { detail: 'The bank does not answer.' });
  }
}

/** The bank's problems, made whole as every problem under this shop's addresses is. */
function withNext(text: string, status: number): string {
  const problem = JSON.parse(text) as { readonly code?: unknown };
  const code = typeof problem.code === 'string' ? problem.code : '';
  const byStatus: Next = status >= 500 ? 'same-key' : 'stop';
  return JSON.stringify({ ...problem, next: isProblemCode(code) ? PROBLEMS[code].next : byStatus });
}

function methodNotAllowed(allow: string): Response {
  const answer = problem('method-not-allowed', { detail: `Use ${allow}.` });
  answer.headers.set('Allow', allow);
  return answer;
}
