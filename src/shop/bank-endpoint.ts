// Tells the sandbox bank where this shop takes webhooks, again and again: the bank forgets who does
// not, so that a shop that is gone gets none.

import type { Clock, Fetch } from '../protocol/ports.ts';

export interface BankEndpoint {
  readonly bankUrl: string;
  /** Where this server takes the bank's webhooks. */
  readonly url: string;
  /** Whose charges' events it takes. */
  readonly mark: string;
}

// The bank remembers for 30 s: a call or two may fail.
const EVERY_MS = 5_000;

/** Rejects never; a bank that does not answer is told the next time. */
export async function registerUntil(
  { bankUrl, url, mark }: BankEndpoint,
  fetch: Fetch,
  clock: Clock,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    const request = new Request(new URL('/webhook-endpoints', bankUrl), {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ url, mark }),
      signal: stopping,
    });
    await fetch(request)
      .then((response) => response.body?.cancel())
      .catch(() => undefined);
    await clock.sleep(EVERY_MS, stopping);
  }
}
