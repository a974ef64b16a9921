// The headless checkout: one value that a page starts, subscribes to and submits. Joins the latch,
// the watch and the press; knows neither React nor the DOM. Nothing happens before it is used, so
// it may be made on a server.

import { createAnnouncer } from './announce.ts';
import { silence } from './answer.ts';
import { resolveApi } from './api.ts';
import { attempt, type Counter } from './attempt.ts';
import { cancelAtBank, retireForgotten } from './cancel.ts';
import type { CheckoutController, CheckoutOptions } from './controller.ts';
import { deferred } from './deferred.ts';
import type { CheckoutEvents, CheckoutEventType } from './events.ts';
import { isLive, isPaid, type Facts, type Press } from './facts.ts';
import { latchFor } from './latch.ts';
import { createListeners, tell } from './listeners.ts';
import type { ClientPorts, MethodSource } from './ports.ts';
import { readPicture } from './read-picture.ts';
import { LOADING, type Snapshot } from './snapshot.ts';
import { createSources } from './sources.ts';
import type { NotSentReason, SubmitResult } from './submit-result.ts';
import { Watch } from './watch.ts';

/**
 * A checkout for one cart over the given ports. Instances for the same API and cart on one page
 * share one latch.
 */
export function createCheckout(ports: ClientPorts, options: CheckoutOptions): CheckoutController {
  return new Controller(ports, options);
}

interface ControllerEvents extends CheckoutEvents {
  /** The snapshot is another one. */
  snapshot: null;
}

class Controller implements CheckoutController {
  readonly #ports: ClientPorts;
  readonly #options: CheckoutOptions;
  readonly #listeners = createListeners<ControllerEvents>();
  readonly #announce = createAnnouncer();
  readonly #sources = createSources();
  readonly #starts = new Set<() => void>();
  #opened: { readonly watch: Watch; readonly api: string } | null = null;
  #stopped = new AbortController();
  #canceling: Promise<boolean> | null = null;

  constructor(ports: ClientPorts, options: CheckoutOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.on('snapshot', listener);
  }

  getSnapshot(): Snapshot {
    return this.#opened?.watch.screen.snapshot() ?? LOADING;
  }

  getServerSnapshot(): Snapshot {
    return LOADING;
  }

  submit(): Promise<SubmitResult> {
    const { watch } = this.#open();
    const { latch } = watch;
    watch.screen.draw();
    const { hold, checkout } = latch.facts();
    if (hold.type !== 'free' || (checkout !== null && isLive(checkout))) return this.#block(watch);
    if (!watch.isOnline()) return notSent('offline', checkout);
    if (checkout === null || !watch.screen.snapshot().canSubmit) {
      void watch.ask();
      return notSent('not-ready', checkout);
    }
    const first = deferred<SubmitResult>();
    const press = latch.take(this.#ports.clock.now(), first.promise);
    // Nothing may stand between the look at the hold and the take, so this is never reached.
    if (press === null) return this.#block(watch);
    watch.say(null);
    this.#listeners.emit('submit', { checkoutId: checkout.id });
    void this.#run(press).then(first.resolve);
    return first.promise;
  }

  async refresh(): Promise<void> {
    await this.#open().watch.ask();
  }

  cancel(): Promise<boolean> {
    const { watch, api } = this.#open();
    // A second press of the same button is the first one.
    this.#canceling ??= cancelAtBank(this.#ports, api, watch).finally(() => {
      this.#canceling = null;
    });
    return this.#canceling;
  }

  attachMethod(source: MethodSource): () => void {
    return this.#sources.attach(source);
  }

  reportChange(detail: CheckoutEvents['change']): void {
    this.#listeners.emit('change', detail);
  }

  on<T extends CheckoutEventType>(
    type: T,
    listener: (detail: CheckoutEvents[T]) => void,
  ): () => void {
    return this.#listeners.on(type, listener);
  }

  start(): () => void {
    const unfollow = this.#open().watch.follow();
    const stop = () => {
      if (!this.#starts.delete(stop)) return;
      unfollow();
      if (this.#starts.size === 0) this.#abandon();
    };
    this.#starts.add(stop);
    return stop;
  }

  dispose(): void {
    for (const stop of [...this.#starts]) stop();
    this.#abandon();
  }

  /** Ends a press of this instance that has sent nothing yet. */
  #abandon(): void {
    this.#stopped.abort();
    this.#stopped = new AbortController();
  }

  #open() {
    return (this.#opened ??= this.#join());
  }

  #join() {
    const { cartId } = this.#options;
    const api = resolveApi(this.#options.api, this.#ports.page);
    const latch = latchFor(api, cartId);
    const watch = new Watch({
      ports: this.#ports,
      latch,
      queryKey: ['payonce', 'checkout', api, cartId, latch.member],
      renews: true,
      tabsName: `payonce ${api} ${cartId}`,
      read: async (_facts, signal) => {
        await retireForgotten(this.#ports, api, latch);
        return readPicture(this.#ports, api, cartId, latch.facts(), signal);
      },
      onChange: (before, after) => this.#changed(before, after, latch.facts()),
      onLook: (facts) => this.#sources.lock(isInFlight(facts)),
    });
    return { watch, api };
  }

  #changed(before: Snapshot, after: Snapshot, facts: Facts): void {
    this.#listeners.emit('snapshot', null);
    for (const { type, detail } of this.#announce(before, after, facts.hold)) {
      if (type === 'decline') this.#sources.clearSecurityCodes();
      this.#listeners.emit(type, detail);
    }
  }

  /** Something is being paid or is paid: whoever presses now gets what the first press got. */
  #block(watch: Watch): Promise<SubmitResult> {
    const { latch } = watch;
    const { checkout } = latch.facts();
    this.#listeners.emit('duplicate-blocked', { checkoutId: checkout?.id ?? null });
    if (checkout === null || !isPaid(checkout)) {
      return latch.promise() ?? Promise.resolve({ type: 'pending', checkout });
    }
    latch.settle(Promise.resolve({ type: 'paid', checkout, payment: checkout.payment }));
    return latch.promise() ?? notSent('not-ready', checkout);
  }

  async #run(press: Press): Promise<SubmitResult> {
    const { watch, api } = this.#open();
    const counter: Counter = {
      ports: this.#ports,
      api,
      latch: watch.latch,
      source: this.#sources.current(),
      isOnline: () => watch.isOnline(),
      freshen: () => watch.freshen(),
      failure: () => watch.failure(),
      ask: () => watch.ask(),
      say: (notice) => watch.say(notice),
    };
    const unfollow = watch.follow();
    try {
      return await attempt(counter, press, this.#stopped.signal);
    } catch (error) {
      return this.#fail(watch, press, error);
    } finally {
      unfollow();
    }
  }

  /**
   * A bug, ours or of a port: it is heard, and the latch is left as an unknown outcome leaves it.
   */
  #fail(watch: Watch, press: Press, error: unknown): SubmitResult {
    tell(() => {
      throw error;
    });
    const last = silence(String(error));
    watch.latch.dispatch({ type: 'withdrawn', press, notice: null });
    watch.latch.dispatch({ type: 'gave-up', press, last, retryAfterMs: 0 });
    return { type: 'pending', checkout: watch.latch.facts().checkout };
  }
}

function isInFlight({ hold, checkout }: Facts): boolean {
  if (hold.type === 'sent' || hold.type === 'kept') return true;
  return checkout !== null && (isLive(checkout) || isPaid(checkout));
}

function notSent(reason: NotSentReason, checkout: Facts['checkout']): Promise<SubmitResult> {
  return Promise.resolve({ type: 'not-sent', reason, checkout });
}
