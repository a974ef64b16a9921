// The body of a message as far as a run needs it: a text or bytes that are read once, whole or by a
// reader. Knows no headers.

type Given = string | Uint8Array | URLSearchParams | LightStream | null | undefined;

export class LightBody {
  readonly #text: string | null;
  #isUsed = false;

  constructor(given: Given) {
    if (given === null || given === undefined) this.#text = null;
    else if (typeof given === 'string') this.#text = given;
    else if (given instanceof Uint8Array) this.#text = new TextDecoder().decode(given);
    // The body of one message becomes another's: whoever wraps an answer does so.
    else if (given instanceof LightStream) this.#text = given.take();
    else this.#text = given.toString();
  }

  get bodyUsed(): boolean {
    return this.#isUsed;
  }

  get body(): LightStream | null {
    return this.#text === null ? null : new LightStream(() => this.#take());
  }

  async text(): Promise<string> {
    return Promise.resolve(this.#take());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new TextEncoder().encode(await this.text()).buffer;
  }

  #take(): string {
    if (this.#text === null) return '';
    if (this.#isUsed) throw new TypeError('Body is unusable: Body has already been read');
    this.#isUsed = true;
    return this.#text;
  }
}

/** One chunk, then the end. */
export class LightStream {
  readonly take: () => string;

  constructor(take: () => string) {
    this.take = take;
  }

  getReader(): LightReader {
    return new LightReader(this.take());
  }
}

type Read =
  | { readonly done: false; readonly value: Uint8Array }
  | { readonly done: true; readonly value: undefined };

class LightReader {
  #chunk: Uint8Array | null;

  constructor(text: string) {
    this.#chunk = text === '' ? null : new TextEncoder().encode(text);
  }

  async read(): Promise<Read> {
    const value = this.#chunk;
    this.#chunk = null;
    return Promise.resolve(
      value === null ? { done: true, value: undefined } : { done: false, value },
    );
  }

  async cancel(): Promise<void> {
    this.#chunk = null;
    return Promise.resolve();
  }
}
