// Makes the bank fail on purpose: wraps a bank so that its charge calls, and no others, meet the
// faults that are armed, in order of arrival. Knows connections and answers, not charges.

import type { Clock, Fetch } from '../protocol/ports.ts';
import { problem } from './answers.ts';
import { MAX_BODY_BYTES } from './body.ts';
import { readBytes } from '../protocol/json-body.ts';
import type { FaultQueue } from './faults.ts';

/** No answer went out: the host must cut the connection and send nothing. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Nothing is told of a charge for as long as it is held back. */
export interface HeldBack {
  readonly isHeld: () => boolean;
}

export type WebhookFault = 'lost' | 'duplicate' | 'early' | HeldBack;

/** How a charge itself goes wrong, as opposed to its request or its answer. */
export interface ChargeFault {
  readonly ignoreIdempotency?: boolean;
  readonly searchLagMs?: number;
  readonly webhooks?: WebhookFault;
}

// What an answer takes to reach the caller once it is on its way.
const HEAD_START_MS = 100;

export type FaultableFetch = (request: Request, fault: ChargeFault) => Promise<Response>;

export function withChargeFaults(bank: FaultableFetch, faults: FaultQueue, clock: Clock): Fetch {
  return async (request) => {
    const fault = isChargeCall(request) ? faults.take() : null;
    if (fault === null) return bank(request, {});
    const { point, ms } = fault;
    switch (point) {
      case 'unreachable':
        throw new ConnectionLost('cut before the request was read');
      case 'request-lost':
        await readBytes(request, MAX_BODY_BYTES);
        throw new ConnectionLost('cut after the request was read; nothing was done');
      case 'error-before':
        await readBytes(request, MAX_BODY_BYTES);
        return problem('bank-error', { detail: 'A fault is armed: error-before.' });
      case 'answer-lost':
        await bank(request, {});
        throw new ConnectionLost('cut after the charge was made');
      case 'error-after':
        await bank(request, {});
        return problem('bank-error', { detail: 'A fault is armed: error-after.' });
      case 'slow':
        return slowly(request, ms, bank, clock);
      case 'ignore-idempotency':
        return bank(request, { ignoreIdempotency: true });
      case 'search-lag':
        return bank(request, { searchLagMs: ms });
      case 'webhook-lost':
        return bank(request, { webhooks: 'lost' });
      case 'webhook-duplicate':
        return bank(request, { webhooks: 'duplicate' });
      case 'webhook-early':
        return bank(request, { webhooks: 'early' });
      default:
        return point satisfies never;
    }
  };
}

/** Books at once and answers late; until then the charge is told of by nothing else either. */
async function slowly(
  request: Request,
  ms: number,
  bank: FaultableFetch,
  clock: Clock,
): Promise<Response> {
  let heldUntilMs = Number.POSITIVE_INFINITY;
  try {
    const answer = await bank(request, { webhooks: { isHeld: () => clock.now() < heldUntilMs } });
    await clock.sleep(ms);
    return answer;
  } finally {
    heldUntilMs = clock.now() + HEAD_START_MS;
  }
}

function isChargeCall(request: Request): boolean {
  return request.method === 'POST' && new URL(request.url).pathname === '/charges';
}
