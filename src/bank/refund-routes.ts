// The bank's routes for refunds: which answer each outcome gets. Decides nothing about money.

import type { Hono } from 'hono';
import { IDEMPOTENT_REPLAYED_HEADER } from '../protocol/keys.ts';
import { json, problem } from './answers.ts';
import { readMessage } from './body.ts';
import type { ChargeFault } from './charge-faults.ts';
import type { RefundResult } from './refunds.ts';
import { refundRequestSchema } from './requests.ts';
import type { Rooms } from './rooms.ts';

type App = Hono<{ Bindings: ChargeFault }>;

export function addRefunds(app: App, open: () => Promise<Rooms>): void {
  app.post('/refunds', async (c) => {
    const read = await readMessage(c.req.raw, refundRequestSchema);
    if (!read.ok) return read.answer;
    const { refunds, settlements } = await open();
    await settlements.settleDue();
    return refundAnswer(await refunds.refund(read.value));
  });
  app.get('/refunds', async (c) => {
    const key = c.req.query('key') ?? '';
    if (key === '') {
      const errors = [{ path: 'key', message: 'ask with ?key=…' }];
      return problem('request-invalid', { detail: 'key is missing', errors });
    }
    return json(200, { refund: (await open()).refunds.find(key) });
  });
}

function refundAnswer(result: RefundResult): Response {
  switch (result.type) {
    case 'refunded': {
      const headers = result.replayed ? { [IDEMPOTENT_REPLAYED_HEADER]: 'true' } : {};
      return json(201, result.refund, headers);
    }
    case 'key-reused':
      return problem('key-reused', {
        detail: 'This key names a refund with other content.',
        refund: result.refund,
      });
    case 'charge-unknown':
      return problem('charge-unknown', { detail: 'This bank never made this charge.' });
    case 'not-captured': {
      const { charge } = result;
      return problem('not-captured', {
        detail: `Charge ${charge.id} is ${charge.status}.`,
        charge,
      });
    }
    case 'refund-exceeds-captured':
      return problem('refund-exceeds-captured', {
        detail: `Of this charge ${result.leftValue} is left to refund, in its own currency.`,
      });
    default:
      return result satisfies never;
  }
}
