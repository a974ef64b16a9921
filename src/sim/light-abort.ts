// `AbortController` and its signal as far as a run needs them: one event, told once, in the order
// of asking. A twentieth of the price of the real ones, which are whole event targets.

type Listener = () => void;
interface Once {
  readonly once?: boolean;
}

export class LightSignal {
  readonly #listeners = new Set<Listener>();
  aborted = false;
  #reason: unknown = undefined;

  /** Made when somebody asks: most never do. */
  get reason(): unknown {
    if (!this.aborted) return undefined;
    this.#reason ??= new DOMException('This operation was aborted', 'AbortError');
    return this.#reason;
  }

  addEventListener(type: string, listener: Listener, _options?: Once): void {
    if (type === 'abort' && !this.aborted) this.#listeners.add(listener);
  }

  removeEventListener(_type: string, listener: Listener): void {
    this.#listeners.delete(listener);
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  /** Only its controller may. */
  end(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.#reason = reason;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }
}

export class LightAbortController {
  readonly signal = new LightSignal();

  abort(reason?: unknown): void {
    this.signal.end(reason);
  }
}
