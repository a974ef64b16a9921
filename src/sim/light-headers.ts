// `Headers` as far as a run needs them: names in any case, values as they were given, listed in the
// order of their names. A tenth of the price of the real ones.

type HeadersInput =
  Iterable<readonly [string, string]> | Readonly<Record<string, string>> | undefined;

export class LightHeaders {
  readonly #values = new Map<string, string>();

  constructor(init?: HeadersInput) {
    if (init === undefined) return;
    const entries = isIterable(init) ? init : Object.entries(init);
    for (const [name, value] of entries) this.append(name, value);
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), value.trim());
  }

  append(name: string, value: string): void {
    const before = this.get(name);
    this.set(name, before === null ? value : `${before}, ${value}`);
  }

  delete(name: string): void {
    this.#values.delete(name.toLowerCase());
  }

  forEach(callback: (value: string, name: string, headers: LightHeaders) => void): void {
    for (const [name, value] of this) callback(value, name, this);
  }

  *[Symbol.iterator](): IterableIterator<[string, string]> {
    yield* [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  entries(): IterableIterator<[string, string]> {
    return this[Symbol.iterator]();
  }
}

function isIterable(
  init: Exclude<HeadersInput, undefined>,
): init is Iterable<readonly [string, string]> {
  return Symbol.iterator in init;
}
