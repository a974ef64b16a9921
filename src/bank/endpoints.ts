// Where shops want their webhooks: addresses by installation, each good for a while after it was
// last registered. In memory: shops register again every few seconds. Sends nothing.

import type { Clock } from '../protocol/ports.ts';
import type { WebhookEndpoint } from './requests.ts';

/** A shop that did not register for this long is gone. */
export const REGISTRATION_MS = 30_000;

export class Endpoints {
  readonly #clock: Clock;
  readonly #seenMs = new Map<string, Map<string, number>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  register({ mark, url }: WebhookEndpoint): void {
    const seen = this.#seenMs.get(mark) ?? new Map<string, number>();
    this.#seenMs.set(mark, seen.set(url, this.#clock.now()));
  }

  /** Asked last from now on: one that hangs must not hold up what another would take at once. */
  postpone({ mark, url }: WebhookEndpoint): void {
    const seen = this.#seenMs.get(mark);
    const atMs = seen?.get(url);
    if (atMs === undefined || seen?.delete(url) !== true) return;
    seen.set(url, atMs);
  }

  /** The addresses of an installation that are good now, in the order to ask them. */
  of(mark: string): readonly string[] {
    const seen = this.#seenMs.get(mark);
    if (seen === undefined) return [];
    const oldestMs = this.#clock.now() - REGISTRATION_MS;
    for (const [url, atMs] of seen) if (atMs <= oldestMs) seen.delete(url);
    if (seen.size === 0) this.#seenMs.delete(mark);
    return [...seen.keys()];
  }
}
