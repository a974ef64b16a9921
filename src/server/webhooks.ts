// Takes in what a gateway sends by itself. A message counts as taken only when it is stored,
// together with its effect or as waiting for what it speaks of; one that is not believed leaves no
// trace.

import { doublingMs } from '../protocol/doubling.ts';
import { json } from './answers.ts';
import { applyFact } from './facts.ts';
import type { WebhookReading } from './gateway.ts';
import { legPlaceOf } from './identity.ts';
import type { Settings } from './options.ts';
import { applyRefund } from './refund-outcomes.ts';
import { refusals } from './refusals.ts';
import { applyReversal } from './reversing.ts';
import { dueInbox, inboxStatus, noteInbox, waitInbox } from './store/inbox.ts';
import type { Telling } from './store/settle.ts';

type Believed = Exclude<WebhookReading, { type: 'forged' }>;

// A message before its row comes within seconds or never: the row is written before the call.
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60 * 60_000;
const MAX_RETRIES_A_STEP = 50;

export async function takeWebhook(
  settings: Settings,
  headers: Headers,
  body: Uint8Array,
): Promise<Response> {
  const { gateway, clock, database } = settings;
  const now = clock.now();
  const reading = gateway.readWebhook(headers, body, now);
  if (reading.type === 'forged') {
    settings.onError(new Error(`A webhook was not believed: ${reading.reason}`), 'webhook');
    return refusals.forged();
  }
  const seen = await inboxStatus(database, gateway.public.type, reading.eventId);
  if (seen !== null) return json(200, { status: seen });
  return json(200, {
    status: await apply(settings, reading, tellingOf(settings, reading, now), 0),
  });
}

function tellingOf({ gateway }: Settings, reading: Believed, now: number): Telling {
  const { eventId } = reading;
  const event = JSON.stringify(reading);
  return { gateway: gateway.public.type, eventId, event, receivedAt: now };
}

/** Tries again what spoke of something unknown. Answers how many were applied. */
export async function retryInbox(settings: Settings): Promise<number> {
  const { database, gateway, clock } = settings;
  const due = await dueInbox(database, gateway.public.type, clock.now(), MAX_RETRIES_A_STEP);
  let applied = 0;
  for (const { telling, tries } of due) {
    // What stands there was parsed and believed when it came.
    const reading = JSON.parse(telling.event) as Believed;
    const status = await applyAgain(settings, reading, telling, tries + 1);
    if (status === 'applied') applied += 1;
  }
  return applied;
}

/** One that cannot be applied must not keep those behind it waiting. */
async function applyAgain(
  settings: Settings,
  reading: Believed,
  telling: Telling,
  tries: number,
): Promise<'applied' | 'waiting'> {
  try {
    return await apply(settings, reading, telling, tries);
  } catch (error) {
    settings.onError(error, `webhook ${telling.eventId}`);
    return wait(settings, telling, tries);
  }
}

async function apply(
  settings: Settings,
  reading: Believed,
  telling: Telling,
  tries: number,
): Promise<'applied' | 'waiting'> {
  if (await hasEffect(settings, reading, telling)) return 'applied';
  return wait(settings, telling, tries);
}

async function wait(settings: Settings, telling: Telling, tries: number): Promise<'waiting'> {
  const delayMs = doublingMs(FIRST_RETRY_MS, LAST_RETRY_MS, tries);
  await waitInbox(settings.database, telling, settings.clock.now() + delayMs);
  return 'waiting';
}

/** False: it speaks of something we do not know. */
async function hasEffect(
  settings: Settings,
  reading: Believed,
  telling: Telling,
): Promise<boolean> {
  switch (reading.type) {
    case 'ignored':
      await noteInbox(settings.database, telling, 'ignored');
      return true;
    case 'refund':
      return (
        (await applyRefund(settings, reading.gatewayKey, reading.outcome, telling)) !== 'not-yet'
      );
    case 'reversal':
      return applyReversal(settings, reading, telling);
    case 'charge': {
      const place = legPlaceOf(reading.gatewayKey);
      return (
        place !== null && (await applyFact(settings, place, reading.fact, telling)) !== 'stranger'
      );
    }
  }
}
