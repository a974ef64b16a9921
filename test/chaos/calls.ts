// One shopper's line to a shop of two servers, as a balancer in front of them would have it: a
// server that does not answer is left for the other one. Knows HTTP and waiting, no payments.

import { IDEMPOTENT_REPLAYED_HEADER } from '../../src/protocol/keys.ts';
import type { Reply } from '../../src/client/answer.ts';
import type { Tallies } from './tallies.ts';

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly cookie?: string;
  readonly key?: string;
  readonly bearer?: string;
  readonly body?: unknown;
}

export interface Heard extends Reply {
  readonly cookie: string | null;
}

// What the widget gives a call.
const TIMEOUT_MS = 20_000;
const PAUSE_MS = 300;

export class Line {
  readonly #urls: readonly string[];
  readonly #tallies: Tallies;
  #at: number;

  constructor(urls: readonly string[], first: number, tallies: Tallies) {
    this.#urls = urls;
    this.#at = first;
    this.#tallies = tallies;
  }

  /** One exchange with the server of the moment; null when no answer came. */
  async once(call: Call, away = 0): Promise<Heard | null> {
    const url = this.#urls[(this.#at + away) % this.#urls.length] ?? '';
    try {
      const answer = await fetch(`${url}${call.path}`, initOf(call));
      const text = await answer.text();
      if (answer.headers.get(IDEMPOTENT_REPLAYED_HEADER) === 'true') this.#tallies.add('replays');
      return {
        status: answer.status,
        body: parsed(text),
        retryAfter: answer.headers.get('Retry-After'),
        cookie: answer.headers.get('Set-Cookie')?.split(';')[0] ?? null,
      };
    } catch {
      if (away === 0) this.#at += 1;
      return null;
    }
  }

  /** Asks again until somebody answers with `status`, or `untilMs` has come. */
  async until(status: number, call: Call, untilMs: number): Promise<Heard> {
    for (;;) {
      const heard = await this.once(call);
      if (heard?.status === status) return heard;
      if (Date.now() > untilMs) {
        const said = heard === null ? 'nothing' : `${heard.status} ${JSON.stringify(heard.body)}`;
        throw new Error(`${call.method} ${call.path}: ${said} in place of ${status}`);
      }
      await pause(PAUSE_MS);
    }
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function initOf({ method, cookie, key, bearer, body }: Call): RequestInit {
  return {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(cookie === undefined ? {} : { Cookie: cookie }),
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
      ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
