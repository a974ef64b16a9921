// `Request` and `Response` as far as a run needs them. What they lack throws or is missing, and a
// run with the real ones must have the same history: a test holds them to that.

import { LightSignal } from './light-abort.ts';
import { LightBody } from './light-body.ts';
import { LightHeaders } from './light-headers.ts';

type HeadersInit = ConstructorParameters<typeof LightHeaders>[0];
type BodyInit = ConstructorParameters<typeof LightBody>[0];

interface RequestInput {
  readonly method?: string;
  readonly headers?: HeadersInit;
  readonly body?: BodyInit;
  readonly signal?: LightSignal | null;
}

export class LightRequest extends LightBody {
  readonly url: string;
  readonly method: string;
  readonly headers: LightHeaders;
  readonly signal: LightSignal;

  constructor(input: string | URL, init: RequestInput = {}) {
    super(init.body);
    this.url = new URL(input).href;
    this.method = (init.method ?? 'GET').toUpperCase();
    this.headers = withType(new LightHeaders(init.headers), init.body);
    this.signal = init.signal ?? new LightSignal();
  }
}

interface ResponseInput {
  readonly status?: number;
  readonly headers?: HeadersInit;
}

export class LightResponse extends LightBody {
  readonly status: number;
  readonly headers: LightHeaders;

  constructor(body?: BodyInit, init: ResponseInput = {}) {
    super(body);
    this.status = init.status ?? 200;
    this.headers = withType(new LightHeaders(init.headers), body);
  }

  static json(value: unknown, init: ResponseInput = {}): LightResponse {
    const headers = new LightHeaders(init.headers);
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    return new LightResponse(JSON.stringify(value), { ...init, headers });
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }
}

function withType(headers: LightHeaders, body: BodyInit): LightHeaders {
  if (headers.has('content-type')) return headers;
  if (typeof body === 'string') headers.set('content-type', 'text/plain;charset=UTF-8');
  if (body instanceof URLSearchParams) {
    headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
  }
  return headers;
}
