// The wire between the widget and the shop, as the lab has it: a `Fetch` that writes down what goes
// and comes, and loses, doubles or delays payments as armed. Knows messages; the widget knows
// nothing of it.

import {
  IDEMPOTENCY_KEY_HEADER,
  IDEMPOTENT_REPLAYED_HEADER,
  parseKeyHeader,
} from '../../protocol/keys.ts';
import type { Clock, Fetch } from '../../protocol/ports.ts';
import type { BrowserFaults } from './browser-faults.ts';
import type { Log, NewLine } from './log.ts';

export interface WireOptions {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly faults: Pick<BrowserFaults, 'take' | 'isOffline'>;
  readonly log: Pick<Log, 'add'>;
  /** Loads the page anew. */
  readonly reload: () => void;
}

/** Rejects as a browser's fetch does when there is no answer. */
export function createWire(options: WireOptions): Fetch {
  return async (request) => {
    const call = callOf(request);
    if (options.faults.isOffline()) throw lose(options, call, 'offline, by hand');
    return call.isPayment ? pay(options, request, call) : exchange(options, request, call);
  };
}

interface Call {
  readonly what: string;
  readonly key: string | null;
  readonly isPayment: boolean;
}

function callOf(request: Request): Call {
  const { pathname } = new URL(request.url);
  const last = pathname.split('/').at(-1) ?? '';
  const thing = last.startsWith('chk_') ? 'checkout' : last;
  const header = parseKeyHeader(request.headers.get(IDEMPOTENCY_KEY_HEADER));
  const isPayment = request.method === 'POST' && thing === 'payments';
  const key = header.type === 'key' ? header.key : null;
  return { what: `${request.method} ${thing}`, key, isPayment };
}

async function pay(options: WireOptions, request: Request, call: Call): Promise<Response> {
  const { faults, clock, reload } = options;
  const { what, key } = call;
  options.log.add({ kind: 'sent', what, said: '', key });
  if (faults.take('request-lost')) throw lose(options, call, 'request lost, by hand');
  const twin = faults.take('post-twice') === null ? null : request.clone();
  const answering = exchange(options, request, call, () => afterwards(options, call));
  if (twin !== null) {
    options.log.add({ kind: 'sent', what, said: 'a second time, by hand', key });
    // Nobody waits for it; what becomes of it is in the log.
    exchange(options, twin, call).catch(() => undefined);
  }
  const reloading = faults.take('reload');
  if (reloading !== null) {
    options.log.add({ kind: 'note', what: 'page', said: 'reloads while paying, by hand', key });
    void clock.sleep(reloading.ms).then(reload);
  }
  return answering;
}

/** What is armed for an answer that has come. */
async function afterwards(options: WireOptions, call: Call): Promise<void> {
  const slow = options.faults.take('answer-slow');
  if (slow !== null) await options.clock.sleep(slow.ms);
  if (options.faults.take('answer-lost')) throw lose(options, call, 'answer lost, by hand');
}

async function exchange(
  options: WireOptions,
  request: Request,
  call: Call,
  meet?: () => Promise<void>,
): Promise<Response> {
  const answer = await options.fetch(request).catch((error: unknown) => {
    lose(options, call, request.signal.aborted ? 'given up by the page' : 'no answer');
    throw error;
  });
  await meet?.();
  const body = await bodyOf(answer.clone());
  options.log.add(lineOf(call, answer, body));
  return answer;
}

function lose(options: WireOptions, { what, key }: Call, said: string): TypeError {
  options.log.add({ kind: 'lost', what, said, key });
  return new TypeError(said);
}

function lineOf(call: Call, answer: Response, body: Readonly<Record<string, unknown>>): NewLine {
  const { status, ok, headers } = answer;
  const { code, status: state, idempotencyKey: issued } = body;
  const word = typeof code === 'string' ? code : typeof state === 'string' ? state : '';
  const replayed = headers.get(IDEMPOTENT_REPLAYED_HEADER) === 'true';
  return {
    kind: replayed ? 'replayed' : ok ? 'answered' : 'refused',
    what: call.what,
    said: `${status} ${word}${replayed ? ', replayed' : ''}`.trim(),
    key: call.key ?? (typeof issued === 'string' ? issued : null),
  };
}

async function bodyOf(answer: Response): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = await answer.json();
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
