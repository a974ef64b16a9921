// One HTTP exchange with the sandbox bank, bounded in time: what came back, or whether a byte of
// the request can have left. Knows no message.

import type { Clock, Fetch } from '../protocol/ports.ts';
import { sendFailure } from './send-failure.ts';

interface Line {
  readonly url: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
}

export type Answer = { readonly type: 'answer'; readonly status: number; readonly body: unknown };
export type Reply = Answer | { readonly type: 'not-sent' | 'unknown'; readonly reason: string };

/** Resolves within `timeoutMs`, whatever happens. */
export async function exchange(
  { url, fetch, clock }: Line,
  timeoutMs: number,
  method: 'GET' | 'POST',
  path: string,
  body: unknown,
): Promise<Reply> {
  const deadline = new AbortController();
  const done = new AbortController();
  const late = clock.sleep(timeoutMs, done.signal).then((): Reply => {
    deadline.abort();
    return { type: 'unknown', reason: `${method} ${path}: no answer in ${timeoutMs} ms` };
  });
  try {
    const request = new Request(new URL(path, url), {
      method,
      signal: deadline.signal,
      // Followed, a redirect to a dead host would fail like a charge that never left.
      redirect: 'manual',
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    return await Promise.race([late, answerOf(fetch, request)]);
  } catch (error) {
    return { type: sendFailure(error), reason: `${method} ${path}: ${String(error)}` };
  } finally {
    done.abort();
  }
}

async function answerOf(fetch: Fetch, request: Request): Promise<Reply> {
  const response = await fetch(request);
  // The status has come, so the charge was sent: whatever breaks from here on proves nothing.
  const text = await response.text().catch(() => '');
  return { type: 'answer', status: response.status, body: parsed(text) };
}

/** What is no JSON reads as nothing. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
