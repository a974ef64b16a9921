// The wire between pages, merchants, strangers and the bank's webhooks on one side and the shop's
// servers on the other: requests travel, are lost, doubled, re-sent by a browser, answered by a
// proxy, or cut off with the server that was answering. Knows no meaning of what it carries.

import type { Life } from './life.ts';
import type { ServerProcess } from './server-process.ts';
import type { World } from './world-parts.ts';

const QUICK_MS = 5;
const USUAL_MS = 400;
const LATE_LOW_MS = 500;
const LATE_HIGH_MS = 90_000;
const LOST_LOW_MS = 100;
const LOST_HIGH_MS = 20_000;

/** Who sends, as the servers' side sees it. */
export interface Sender {
  readonly name: string;
  /** What its cookie says; null: none. */
  principal(): string | null;
  isOnline(): boolean;
  /**
   * A browser re-sends a POST by itself when a reused connection dies without an answer, as long as
   * its page is open.
   */
  readonly isBrowser: boolean;
  /** Whose it is, if it may stand still: it hears then what has arrived, not before. */
  readonly life?: Life;
}

interface Exchange {
  readonly number: number;
  readonly point: string;
  readonly sender: Sender;
  readonly principal: string | null;
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  copies: number;
}

// A body that breaks off is a stream, and streams stay the platform's own.
const StreamedResponse = Response;

/** The answers whose bodies break off. */
const CUT = new WeakSet<Response>();

const networkError = (): Error => new TypeError('Failed to fetch');

export class PublicLine {
  readonly #world: World;
  readonly #servers: readonly ServerProcess[];
  readonly #counts = new Map<string, number>();

  constructor(world: World, servers: readonly ServerProcess[]) {
    this.#world = world;
    this.#servers = servers;
  }

  /** `onSent` hears the exchange's number as it leaves. */
  async fetch(
    sender: Sender,
    request: Request,
    onSent?: (exchange: number) => void,
  ): Promise<Response> {
    const { recorder, totals } = this.#world;
    const { method, url, headers, signal } = request;
    const body = method === 'GET' ? '' : await request.text();
    const number = (totals.exchanges += 1);
    const principal = sender.principal();
    const point = this.#pointOf(sender);
    const exchange = { number, point, sender, principal, method, url, headers, body, copies: 0 };
    recorder.record({
      type: 'requested',
      exchange: number,
      from: sender.name,
      principal,
      method,
      path: new URL(url).pathname,
      // Quoted and bare name the same.
      key: headers.get('Idempotency-Key')?.replace(/^"|"$/g, '') ?? null,
      body,
    });
    onSent?.(number);
    try {
      const carried = untilAborted(signal, this.#carry(exchange));
      const answer = await (sender.life?.hear(carried) ?? carried);
      const { status } = answer;
      const cut = CUT.has(answer) ? ({ cut: true } as const) : {};
      recorder.record({ type: 'received', exchange: number, status, ...cut });
      return answer;
    } catch (error) {
      recorder.record({ type: 'received', exchange: number, status: null });
      throw error;
    }
  }

  #pointOf(sender: Sender): string {
    const count = (this.#counts.get(sender.name) ?? 0) + 1;
    this.#counts.set(sender.name, count);
    return `${sender.name}#${count}`;
  }

  async #carry(exchange: Exchange): Promise<Response> {
    const { faults, timeline, chance } = this.#world;
    const { point, sender, method } = exchange;
    if (!sender.isOnline()) throw networkError();
    if (faults.strikes('doubled', point)) {
      const laterMs = chance.delay('double', point, QUICK_MS, LATE_HIGH_MS);
      timeline.after(laterMs, () => {
        this.#send(exchange).catch(() => undefined);
      });
    }
    try {
      return await this.#send(exchange);
    } catch (error) {
      const isSentAgain =
        sender.isBrowser &&
        sender.life?.isOver() !== true &&
        method === 'POST' &&
        faults.strikes('browser-resend', point);
      if (!isSentAgain) throw error;
      return this.#send(exchange);
    }
  }

  /** One copy on its way there and back. */
  async #send(exchange: Exchange): Promise<Response> {
    const { faults, chance } = this.#world;
    const copy = (exchange.copies += 1);
    const point = `${exchange.point}.${copy}`;
    if (faults.strikes('request-lost', point)) {
      await this.#pass(chance.delay('lost', point, LOST_LOW_MS, LOST_HIGH_MS));
      throw networkError();
    }
    const lateMs = faults.strikes('delayed', point)
      ? chance.delay('late', point, LATE_LOW_MS, LATE_HIGH_MS)
      : 0;
    const isLateThere = chance.fraction('late where', point) < 0.5;
    await this.#pass(chance.delay('way', point, QUICK_MS, USUAL_MS) + (isLateThere ? lateMs : 0));
    const status = this.#proxy(point);
    if (status !== null && chance.fraction('proxy before', point) < 0.5) return proxyAnswer(status);
    const answer = await this.#deliver(exchange, copy, point);
    await this.#pass(
      chance.delay('way back', point, QUICK_MS, USUAL_MS) + (isLateThere ? 0 : lateMs),
    );
    if (status !== null) return proxyAnswer(status);
    if (!exchange.sender.isOnline()) throw networkError();
    switch (faults.first(['answer-lost', 'answer-cut'], point)) {
      case 'answer-lost':
        throw networkError();
      case 'answer-cut':
        return cutAnswer(answer);
      case null:
        return new Response(answer.text === '' ? null : answer.text, answer);
    }
  }

  #proxy(point: string): number | null {
    const fault = this.#world.faults.first(['proxy-502', 'proxy-503', 'proxy-429'], point);
    return fault === null ? null : Number(fault.slice('proxy-'.length));
  }

  async #deliver(exchange: Exchange, copy: number, point: string): Promise<Answer> {
    const { chance, recorder } = this.#world;
    const listening = this.#servers.filter(
      (server) => server.isListening() && !server.isCutOff('pages'),
    );
    const [first, ...others] = listening;
    if (first === undefined) return { status: 502, headers: new Headers(), text: 'Bad gateway' };
    const server = chance.pick('balance', point, [first, ...others]);
    const { number } = exchange;
    recorder.record({ type: 'arrived', exchange: number, copy, server: server.name });
    const response = await unlessOver(server.life, server.answer(number, requestOf(exchange)));
    const { status, headers } = response;
    const text = await response.text();
    const replayed = headers.get('Idempotent-Replayed') === 'true';
    const said = { status, replayed, body: text };
    recorder.record({ type: 'answered', exchange: number, copy, server: server.name, ...said });
    return { status, headers, text };
  }

  #pass(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#world.timeline.after(delayMs, resolve);
    });
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

function requestOf({ method, url, headers, body, principal }: Exchange): Request {
  const sent = new Headers(headers);
  if (principal !== null) sent.set('X-Principal', principal);
  return new Request(url, method === 'GET' ? { headers: sent } : { method, headers: sent, body });
}

function proxyAnswer(status: number): Response {
  const headers = { 'Content-Type': 'text/html', 'Retry-After': '1' };
  return new Response('<h1>Try again</h1>', { status, headers });
}

/** Its status and half of its body arrive, then nothing. */
function cutAnswer({ status, headers, text }: Answer): Response {
  const half = new TextEncoder().encode(text.slice(0, text.length / 2));
  let isSent = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (isSent) controller.error(new TypeError('terminated'));
      else controller.enqueue(half);
      isSent = true;
    },
  });
  const answer = new StreamedResponse(body, { status, headers: [...headers] });
  CUT.add(answer);
  return answer;
}

/** Rejects when the process that was to answer dies. */
function unlessOver<T>(life: Life, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = life.onEnd(() => reject(networkError()));
    work.then(resolve, reject).finally(forget);
  });
}

function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cut = (): void => reject(new DOMException('This operation was aborted', 'AbortError'));
    if (signal.aborted) cut();
    signal.addEventListener('abort', cut, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cut));
  });
}
