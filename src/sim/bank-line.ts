// The wire between one server and the bank: calls travel, may be lost, doubled, refused or answered
// in vain. Knows what a call is for only to say so in the history.

import type { Fetch } from '../protocol/ports.ts';
import type { GatewayCallKind, Money } from './history.ts';
import type { BankPart } from './plan.ts';
import type { PortCaller } from './port-caller.ts';
import type { World } from './world-parts.ts';

// Across a country, each way.
const QUICK_MS = 8;
const USUAL_MS = 250;
// Long enough for the adapter to give up (5 s), the lease to end (15 s) and the consent (120 s).
const LATE_LOW_MS = 1_000;
const LATE_HIGH_MS = 150_000;
const CONNECT_MS = 1_000;
// A lease is 15 s: by the time its server goes on, another has taken over, and what that one found
// may have to wait for a shopper, or for days.
const STALL_LOW_MS = 16_000;
const STALL_HIGH_MS = 60_000;

const failed = (code: string, syscall: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, syscall }) });
const refused = (): Error => failed('ECONNREFUSED', 'connect');
const reset = (): Error => failed('ECONNRESET', 'read');

const PARTS: Readonly<Record<GatewayCallKind, BankPart>> = {
  charge: 'charges',
  lookup: 'questions',
  list: 'questions',
  other: 'questions',
  cancel: 'returns',
  refund: 'returns',
};

interface Call {
  readonly number: number;
  readonly kind: GatewayCallKind;
  readonly point: string;
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

export function bankLine(world: World, server: PortCaller): Fetch {
  return (request) =>
    server.call(async (point) => {
      const { method, url } = request;
      const body = method === 'GET' ? '' : await request.text();
      const number = (world.totals.exchanges += 1);
      const call = { number, kind: kindOf(method, url), point, method, url, body };
      note(world, server, call);
      return travel(world, server, call).then(
        (answer) => {
          world.recorder.record({ type: 'gateway-answered', call: number, status: answer.status });
          if (call.kind === 'charge') stall(world, server, point);
          return answer;
        },
        (error: unknown) => {
          world.recorder.record({ type: 'gateway-answered', call: number, status: null });
          throw error;
        },
      );
    });
}

function stall({ chance, faults }: World, server: PortCaller, point: string): void {
  if (!faults.strikes('stall-over-charge', point)) return;
  server.pause(chance.delay('stall', point, STALL_LOW_MS, STALL_HIGH_MS));
}

function travel(world: World, server: PortCaller, call: Call): Promise<Response> {
  const { timeline, chance, faults, bank } = world;
  const { point } = call;
  return new Promise((resolve, reject) => {
    const isDown = bank.isDown(PARTS[call.kind]) || server.isCutOff('bank');
    if (isDown || faults.strikes('bank-refused', point)) {
      timeline.after(CONNECT_MS, () => reject(refused()));
      return;
    }
    const late = faults.strikes('bank-delayed', point)
      ? chance.delay('bank late', point, LATE_LOW_MS, LATE_HIGH_MS)
      : 0;
    const wayMs = chance.delay('bank way', point, QUICK_MS, USUAL_MS);
    // The adapter gives up by itself: nobody needs to be told of a request that went nowhere.
    if (faults.strikes('bank-request-lost', point)) return;
    const isLateThere = chance.fraction('bank late where', point) < 0.5;
    timeline.after(wayMs + (isLateThere ? late : 0), () => {
      void arrive(world, call, isLateThere ? 0 : late).then(resolve, reject);
    });
    if (faults.strikes('bank-doubled', point)) {
      const againMs = chance.delay('bank again', point, QUICK_MS, LATE_HIGH_MS);
      timeline.after(wayMs + againMs, () => {
        void arriveAgain(world, call).catch(() => undefined);
      });
    }
  });
}

/** What goes wrong at the bank with a charge that arrives there. */
const WITH_A_CHARGE = [
  'bank-error-before',
  'bank-error-after',
  'bank-keeps-error',
  'bank-search-lag',
] as const;

/** A second copy, of which nobody hears. */
function arriveAgain(world: World, call: Call): Promise<Response> {
  return answerOf(world, call, [], `${call.point} again`);
}

/** The bank's own, before it travels. Only a key that it has seen can be forgotten. */
async function answerOf(
  { faults, chance, bank }: World,
  call: Call,
  kinds: readonly (typeof WITH_A_CHARGE)[number][],
  point: string,
): Promise<Response> {
  const { kind } = call;
  if (kind === 'charge') {
    const { key = '' } = spokenOf(call);
    const forgets = bank.hasSeen(key) && faults.strikes('bank-forgets-key', point);
    const fault = forgets ? 'bank-forgets-key' : faults.first(kinds, point);
    return bank.charge(requestOf(call), key, call.body, fault);
  }
  if (!faults.strikes('bank-stumbles', point)) return bank.fetch(requestOf(call));
  if (chance.fraction('stumbles when', point) < 0.5) await bank.fetch(requestOf(call));
  return new Response('', { status: 500 });
}

async function arrive(world: World, call: Call, lateMs: number): Promise<Response> {
  const { timeline, chance, faults } = world;
  const { point } = call;
  const answer = await answerOf(world, call, WITH_A_CHARGE, point);
  const { status } = answer;
  const text = await answer.text();
  const isLost = faults.strikes('bank-answer-lost', point);
  const wayMs = chance.delay('bank way back', point, QUICK_MS, USUAL_MS) + lateMs;
  return new Promise((resolve, reject) => {
    timeline.after(wayMs, () => {
      if (isLost) reject(reset());
      else resolve(new Response(text, { status, headers: answer.headers }));
    });
  });
}

function requestOf({ method, url, body }: Call): Request {
  if (method === 'GET') return new Request(url);
  return new Request(url, { method, body, headers: { 'Content-Type': 'application/json' } });
}

function kindOf(method: string, url: string): GatewayCallKind {
  const { pathname, searchParams } = new URL(url);
  if (method === 'GET') return searchParams.has('key') ? 'lookup' : 'list';
  if (pathname === '/charges') return 'charge';
  if (pathname === '/charges/cancel') return 'cancel';
  return pathname === '/refunds' ? 'refund' : 'other';
}

interface Spoken {
  readonly key?: string;
  readonly reference?: string;
  readonly amount?: Money;
}

function spokenOf({ body }: Call): Spoken {
  return body === '' ? {} : (JSON.parse(body) as Spoken);
}

function note({ recorder }: World, server: PortCaller, call: Call): void {
  const spoken = spokenOf(call);
  const { searchParams } = new URL(call.url);
  recorder.record({
    type: 'gateway-called',
    call: call.number,
    server: server.name,
    kind: call.kind,
    gatewayKey: spoken.key ?? searchParams.get('key'),
    reference: spoken.reference ?? searchParams.get('reference'),
    amount: spoken.amount ?? null,
    answering: server.answering(),
    sweeping: server.isSweeping(),
  });
}
