// Sends one event to one address, signed as Standard Webhooks ask, and says whether it was taken:
// any 2xx within a few seconds. Knows nothing of retries.

import { Webhook } from 'standardwebhooks';
import type { Clock, Fetch } from '../protocol/ports.ts';
import type { WebhookEvent } from './events.ts';

/** One exchange, bounded in time. Never rejects. */
export type SendWebhook = (event: WebhookEvent, url: string) => Promise<boolean>;

// Less than a stopping bank waits for, and more than a shop needs to write a row.
const TIMEOUT_MS = 4_000;

export function webhookSender(fetch: Fetch, clock: Clock, secret: string): SendWebhook {
  const webhook = new Webhook(secret);
  return async (event, url) => {
    const text = JSON.stringify(event.body);
    const sentAt = new Date(clock.now());
    const late = new AbortController();
    const done = new AbortController();
    const timeout = clock.sleep(TIMEOUT_MS, done.signal).then(() => {
      late.abort();
      return false;
    });
    try {
      const request = new Request(url, {
        method: 'POST',
        body: text,
        redirect: 'manual',
        signal: late.signal,
        headers: {
          'Content-Type': 'application/json',
          'webhook-id': event.id,
          'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
          'webhook-signature': webhook.sign(event.id, sentAt, text),
        },
      });
      return await Promise.race([timeout, isTaken(fetch, request)]);
    } catch {
      // Refused, cut, unreadable: told again later, whatever it was.
      return false;
    } finally {
      done.abort();
    }
  };
}

async function isTaken(fetch: Fetch, request: Request): Promise<boolean> {
  const answer = await fetch(request);
  // Read to its end, so that the connection can serve the next.
  await answer.arrayBuffer().catch(() => undefined);
  return answer.ok;
}
