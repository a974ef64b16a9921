// Short histories for tests of the story: facts and moments, numbered as the world would.

import type { Fact, History, Shown, Violation } from '../../../src/sim/history.ts';
import type { Outcome } from '../../../src/sim/outcome.ts';
import { drawStandIn } from '../stand-in-draw.ts';

const STARTED_AT = Date.UTC(2030, 0, 1);

/** In the order of time. */
export function historyOf(...facts: readonly (readonly [atMs: number, fact: Fact])[]): History {
  return facts
    .map(([atMs, fact], place) => ({ atMs, fact, place }))
    .sort((a, b) => a.atMs - b.atMs || a.place - b.place)
    .map(({ atMs, fact }, n) => ({ ...fact, n, at: STARTED_AT + atMs }));
}

export function outcomeOf(history: History, violations: readonly Violation[] = []): Outcome {
  const plan = drawStandIn(1, 'memory');
  const virtualMs = (history.at(-1)?.at ?? STARTED_AT) - STARTED_AT;
  const totals = { faults: 0, exchanges: 0, statements: 0, presses: 0, payments: 0, virtualMs };
  return { plan, hash: '0', violations, history, points: [], totals };
}

export function breach(...entries: readonly number[]): Violation {
  return {
    promise: 'captured-once',
    words: 'It was captured twice.',
    entries,
    level: 'end-to-end',
  };
}

export function shown(status: string): Shown {
  return {
    status,
    notice: null,
    saysNothingCharged: false,
    canSubmit: true,
    checkoutId: 'chk_1',
    checkoutStatus: 'open',
    revision: 1,
    amount: { value: 4200, currency: 'EUR' },
    payment: null,
  };
}

export const ann = { shopper: 'ann', cart: 'cart-1' };

export const opened = (page: string): Fact => ({
  type: 'page-opened',
  page,
  ...ann,
  kind: 'checkout',
});

export const showing = (page: string, status: string): Fact => ({
  type: 'shown',
  page,
  ...ann,
  shown: shown(status),
});

const KEY = '0190a7c2-1111-7000-8000-0123456789ab';

export const posted = (exchange: number, page: string): Fact => ({
  type: 'requested',
  exchange,
  from: page,
  principal: 'ann',
  method: 'POST',
  path: '/payonce/checkouts/chk_1/payments',
  key: KEY,
  body: '{}',
});

export const read = (exchange: number, page: string): Fact => ({
  type: 'requested',
  exchange,
  from: page,
  principal: 'ann',
  method: 'GET',
  path: '/payonce/checkouts/chk_1',
  key: null,
  body: '',
});

export const arrived = (exchange: number, server: string, copy = 1): Fact => ({
  type: 'arrived',
  exchange,
  copy,
  server,
});

export const answered = (
  exchange: number,
  server: string,
  status: number,
  options: { copy?: number; replayed?: boolean; body?: string } = {},
): Fact => ({
  type: 'answered',
  exchange,
  copy: options.copy ?? 1,
  server,
  status,
  replayed: options.replayed ?? false,
  body: options.body ?? '{}',
});

export const received = (exchange: number, status: number | null): Fact => ({
  type: 'received',
  exchange,
  status,
});

export const fault = (key: string, what: string): Fact => ({ type: 'fault', key, what });

export const server = (name: string, what: Extract<Fact, { type: 'server' }>['what']): Fact => ({
  type: 'server',
  server: name,
  what,
});

export const charging = (call: number, name: string): Fact => ({
  type: 'gateway-called',
  call,
  server: name,
  kind: 'charge',
  gatewayKey: `chk_0123456789abcdef.1.${call}`,
  reference: 'chk_1',
  amount: { value: 4200, currency: 'EUR' },
  answering: [],
  sweeping: false,
});

export const bankAnswered = (call: number, status: number | null): Fact => ({
  type: 'gateway-answered',
  call,
  status,
});

export const captured = (id: string): Fact => ({
  type: 'ledger',
  fact: {
    type: 'charged',
    token: 'tok_1',
    charge: {
      id,
      reference: 'chk_1',
      key: `${id}.key`,
      amount: { value: 4200, currency: 'EUR' },
      status: 'captured',
    },
  },
});

export const attempt = (version: number, before: string | null, after: string): Fact => ({
  type: 'committed',
  server: 's0',
  version,
  changes: [
    {
      table: 'payonce_attempts',
      before: before === null ? null : { ordinal: 1, status: before, leg: 1 },
      after: { ordinal: 1, status: after, leg: 1 },
    },
  ],
});

/** A night in which much goes wrong: two tabs, a doubled request, a crash, a lost answer. */
export const BAD_NIGHT = historyOf(
  [0, server('s0', 'started')],
  [0, server('s1', 'started')],
  [500, opened('p1')],
  [530, showing('p1', 'ready')],
  [900, opened('p2')],
  [930, showing('p2', 'ready')],
  [1_200, read(1, 'p2')],
  [1_210, arrived(1, 's1')],
  [1_220, answered(1, 's1', 200)],
  [1_230, received(1, 200)],
  [2_000, { type: 'pressed', page: 'p1', ...ann, shown: shown('ready') }],
  [2_001, showing('p1', 'paying')],
  [2_002, posted(2, 'p1')],
  [2_003, fault('doubled p1 2', 'doubled')],
  [2_100, { type: 'pressed', page: 'p2', ...ann, shown: shown('ready') }],
  [2_101, posted(3, 'p2')],
  [2_150, arrived(2, 's0')],
  [2_160, attempt(1, null, 'processing')],
  [2_170, charging(1, 's0')],
  [2_171, fault('bank-answer-lost g1', 'bank-answer-lost')],
  [2_300, captured('ch_1')],
  [2_450, arrived(3, 's1')],
  [2_460, answered(3, 's1', 410, { body: '{"code":"idempotency-key-expired"}' })],
  [2_480, received(3, 410)],
  [2_700, arrived(2, 's1', 2)],
  [2_720, answered(2, 's1', 409, { copy: 2, body: '{"code":"payment-in-flight"}' })],
  [3_000, fault('crash-after-call s0', 'crash-after-call')],
  [3_000, server('s0', 'crashed')],
  [7_170, bankAnswered(1, null)],
  [9_000, received(2, null)],
  [9_001, showing('p1', 'checking')],
  [10_400, posted(4, 'p1')],
  [10_401, fault('request-lost 4', 'request-lost')],
  [12_000, server('s0', 'started')],
  [
    13_000,
    {
      type: 'gateway-called',
      call: 2,
      server: 's0',
      kind: 'list',
      gatewayKey: null,
      reference: null,
      amount: null,
      answering: [],
      sweeping: false,
    },
  ],
  [13_020, bankAnswered(2, 200)],
  [13_040, charging(3, 's0')],
  [13_160, captured('ch_2')],
  [13_200, bankAnswered(3, 201)],
  [13_210, attempt(2, 'processing', 'succeeded')],
  [14_400, received(4, null)],
  [15_000, posted(5, 'p1')],
  [15_010, arrived(5, 's1')],
  [15_020, answered(5, 's1', 201, { replayed: true })],
  [15_030, received(5, 201)],
  [15_031, showing('p1', 'paid')],
  [16_000, { type: 'page-closed', page: 'p1' }],
  [16_050, opened('p3')],
  [16_090, showing('p3', 'paid')],
  [60_000, { type: 'healed' }],
  [61_000, { type: 'webhook-sent', event: 'charge.updated', exchange: 9, genuine: true }],
  [
    61_020,
    {
      type: 'told',
      server: 's1',
      accepted: false,
      event: { id: 'evt_1', type: 'paid', checkoutId: 'chk_1' },
    },
  ],
  [
    62_020,
    {
      type: 'told',
      server: 's1',
      accepted: true,
      event: { id: 'evt_1', type: 'paid', checkoutId: 'chk_1' },
    },
  ],
  [180_000, { type: 'ended' }],
);
