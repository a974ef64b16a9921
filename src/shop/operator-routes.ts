// The operator's desk as HTTP, under `/payonce-operator`, for whoever knows the merchant's secret.
// Served by a shop, since one embedded database has one process; without a shop the command asks it
// in its own process. Decides nothing about money.

import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import * as v from 'valibot';
import { readJsonBody } from '../protocol/json-body.ts';
import { parseMessage } from '../protocol/messages.ts';
import type { Fetch } from '../protocol/ports.ts';
import type { Payonce } from '../server.ts';
import { json, problem } from './answers.ts';

export interface OperatorRoutesOptions {
  readonly payonce: Pick<Payonce, 'operator' | 'sweep' | 'reconcile'>;
  readonly merchantSecret: string;
  readonly onError: (error: unknown, where: string) => void;
}

/** Names the process that a command is for, so that none works on another shop by mistake. */
export const PROCESS_HEADER = 'Payonce-Process';

const MAX_BODY_BYTES = 1024;

const wordSchema = v.variant('type', [
  v.object({ type: v.literal('captured'), chargeId: v.pipe(v.string(), v.minLength(1)) }),
  v.object({ type: v.literal('not-charged') }),
]);

const reconcileSchema = v.object({
  most: v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
});

export function operatorRoutes({ payonce, merchantSecret, onError }: OperatorRoutesOptions): Fetch {
  const { operator } = payonce;
  const app = new Hono().basePath('/payonce-operator');
  // Nothing is answered before both are right, and so nothing is done.
  app.use(async ({ req }, next) => {
    if (!isSecret(req.header('Authorization') ?? '', merchantSecret)) {
      return problem('merchant-not-authorised', {
        detail: 'Send the merchant secret as "Authorization: Bearer …".',
      });
    }
    const meant = req.header(PROCESS_HEADER) ?? String(process.pid);
    if (meant === String(process.pid)) return next();
    return problem('route-not-found', { detail: `This is process ${process.pid}.` });
  });
  app.get('/waiting', async () => told(await operator.waiting()));
  app.get('/checkouts/:id', async ({ req }) => told(await operator.history(req.param('id'))));
  app.post('/checkouts/:id/settle', async ({ req }) => {
    const body = await readJsonBody(req.raw, MAX_BODY_BYTES);
    const parsed = parseMessage(wordSchema, body.type === 'json' ? body.value : undefined);
    if (parsed.ok) return told(await operator.settle(req.param('id'), parsed.value));
    const errors = parsed.errors;
    return problem('request-invalid', { detail: 'Say what the bank said.', errors });
  });
  app.post('/events/:id/revive', async ({ req }) => told(await operator.revive(req.param('id'))));
  app.post('/sweep', async () => told(await payonce.sweep()));
  app.post('/reconcile', async ({ req }) => {
    const body = await readJsonBody(req.raw, MAX_BODY_BYTES);
    const parsed = parseMessage(reconcileSchema, body.type === 'json' ? body.value : {});
    if (parsed.ok) return told(await payonce.reconcile(parsed.value.most ?? undefined));
    const errors = parsed.errors;
    return problem('request-invalid', { detail: 'Say how many, or null.', errors });
  });
  app.all('*', () => problem('route-not-found', { detail: 'The operator has nothing here.' }));
  app.onError((error) => {
    onError(error, 'operator');
    // Only who runs the shop gets this far: the reason is theirs to read.
    return problem('temporarily-unavailable', { detail: error.message });
  });
  return async (request) => app.fetch(request);
}

function told(result: unknown): Response {
  return json(200, { result });
}

/** Digests compare in the same time wherever the secrets differ. */
function isSecret(authorization: string, secret: string): boolean {
  return timingSafeEqual(digest(authorization), digest(`Bearer ${secret}`));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
