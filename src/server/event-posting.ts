// Sends one event to one address, signed as Standard Webhooks ask. Only a 2xx means that it was
// taken. Knows nothing of retries and of time limits.

import { Webhook } from 'standardwebhooks';
import type { EventTarget } from './events.ts';
import type { Settings } from './options.ts';

/** Rejects with the reason when the event was not taken; `signal` gives the exchange up. */
export async function postEvent(
  { fetch, clock }: Settings,
  { url, secret }: EventTarget,
  { id, text }: { readonly id: string; readonly text: string },
  signal: AbortSignal,
): Promise<void> {
  if (fetch === null) throw new Error('there is no fetch to send it with');
  // The moment of this try: a target refuses messages whose time is too far from its own.
  const sentAt = new Date(clock.now());
  const request = new Request(url, {
    method: 'POST',
    body: text,
    // Followed, a redirect would carry the event to an address that nobody named.
    redirect: 'manual',
    signal,
    headers: {
      'Content-Type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, sentAt, text),
    },
  });
  const answer = await fetch(request);
  // Read to its end, so that the connection can serve the next.
  await answer.arrayBuffer().catch(() => undefined);
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
}
