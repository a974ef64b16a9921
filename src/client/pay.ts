// Pays: one react-query mutation, whose retry sends the same key and the same bytes again while the
// answer allows it and the shopper's consent lasts. What comes of each send is told to the latch;
// this ends when the latch has moved on. No callback of react-query decides anything, so a
// storefront's own callbacks cannot either.

import { MutationObserver } from '@tanstack/query-core';
import { CLIENT_CONSENT_MS } from '../protocol/consent.ts';
import { isUndecided, silence, type Undecided } from './answer.ts';
import { postPayment, type PayOrder } from './api.ts';
import { isHeldBy, type Press } from './facts.ts';
import type { Latch } from './latch.ts';
import type { ClientPorts } from './ports.ts';
import { isWithinConsent, resendDelayMs, retryAfterMs } from './retry.ts';

/** A send that settled nothing. `resendMs` null: send no more. */
class Unsettled extends Error {
  override readonly name = 'Unsettled';
  readonly resendMs: number | null;

  constructor(reason: string, resendMs: number | null) {
    super(reason);
    this.resendMs = resendMs;
  }
}

export interface Till {
  readonly ports: ClientPorts;
  readonly api: string;
  readonly latch: Latch;
}

/** Resolves when nothing of this press will be sent any more; the latch's facts say how it went. */
export async function pay(
  till: Till,
  order: PayOrder,
  press: Press,
  mayRenew: boolean,
): Promise<void> {
  const { ports, latch } = till;
  const { clock, random, queryClient } = ports;
  const over = new AbortController();
  let last: Undecided = silence('nothing was answered');
  let failures = 0;
  let isSending = false;
  const isOver = () => over.signal.aborted;

  async function send(): Promise<null> {
    // A retry may have slept for hours in a hidden tab: past consent nothing is sent, only read.
    if (isOver()) throw new Unsettled('over', null);
    if (!isWithinConsent(press.pressedAtMs, clock.now())) throw new Unsettled('consent', null);
    isSending = true;
    const answer = await postPayment(ports, till.api, order, over.signal, () => {
      latch.dispatch({ type: 'sent', press, key: order.key });
    }).finally(() => {
      isSending = false;
    });
    if (isOver()) throw new Unsettled('over', null);
    latch.dispatch({ type: 'answered', press, answer, mayRenew });
    if (!isUndecided(answer)) return null;
    last = answer;
    const delayMs = resendDelayMs(answer, failures, press.pressedAtMs, clock.now(), random);
    failures += 1;
    throw new Unsettled(answer.type, delayMs);
  }

  function giveUp(): void {
    if (isOver()) return;
    const toldMs = retryAfterMs(last.retryAfter, clock.now()) ?? 0;
    latch.dispatch({ type: 'withdrawn', press, notice: { type: 'shop-down', certain: false } });
    latch.dispatch({ type: 'gave-up', press, last, retryAfterMs: toldMs });
  }

  const movedOn = whenMovedOn(latch, press, over);
  const observer = new MutationObserver<null, Error>(queryClient, {
    mutationKey: ['payonce', 'pay'],
    mutationFn: send,
    networkMode: 'always',
    retry: (_count, error) => resendMs(error) !== null,
    retryDelay: (_count, error) => resendMs(error) ?? 0,
    // Of its own, or a storefront's default scope would queue a payment behind whatever else it
    // saves.
    scope: { id: `payonce ${till.api} ${order.checkoutId} ${press.id}` },
    gcTime: 0,
  });
  // Mounted, react-query wakes the retries that it paused while the tab was hidden.
  queryClient.mount();
  try {
    // Not reset before it has settled: a pending mutation that nobody observes looks for its end in
    // a busy loop.
    void observer
      .mutate()
      .then(ignore, giveUp)
      .finally(() => observer.reset());
    const consentLeftMs = press.pressedAtMs + CLIENT_CONSENT_MS - clock.now();
    void clock.sleep(consentLeftMs, over.signal).then(() => {
      if (!isSending) giveUp();
    });
    await movedOn;
  } finally {
    queryClient.unmount();
  }
}

function resendMs(error: Error): number | null {
  return error instanceof Unsettled ? error.resendMs : null;
}

function ignore(): void {
  // What the mutation resolves to is in the facts already.
}

/**
 * Resolves, and aborts `over`, as soon as the press is neither waiting to be sent nor sent and
 * undecided.
 */
function whenMovedOn(latch: Latch, press: Press, over: AbortController): Promise<void> {
  return new Promise((resolve) => {
    function look(): void {
      if (isUnderWay(latch, press)) return;
      leave();
      over.abort();
      resolve();
    }
    const leave = latch.subscribe(look);
    look();
  });
}

function isUnderWay(latch: Latch, press: Press): boolean {
  const { hold } = latch.facts();
  return isHeldBy(hold, press) && hold.type !== 'kept';
}
