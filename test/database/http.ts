// One call of a shop or bank that lives in this process, made and read as an outsider does;
// and what it asks for.

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. */
  readonly body: Record<string, unknown>;
}

export interface CallInit {
  readonly principal?: string | null;
  readonly body?: unknown;
  readonly raw?: BodyInit;
  readonly headers?: Record<string, string>;
}

export function requestOf(method: string, url: string, init: CallInit): Request {
  const headers = new Headers(init.headers);
  const { principal = 'ann', body, raw } = init;
  if (principal !== null) headers.set('X-Principal', principal);
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  if (text !== undefined && !headers.has('Content-Type')) {
    headers.set('Content-Type', 'application/json');
  }
  return new Request(url, { method, headers, ...(text === undefined ? {} : { body: text }) });
}

export async function answerOf(answering: Promise<Response>): Promise<Answer> {
  const response = await answering;
  const text = await response.text();
  const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { status: response.status, headers: response.headers, text, body };
}

/** Whether a request asks the bank for a charge. */
export function isCharge({ method, url }: Request): boolean {
  return method === 'POST' && new URL(url).pathname === '/charges';
}
