// What lookups and cancels prove: "absent" and "canceled" only when the bank says so in so many
// words. Whatever else comes back is unknown, never absent, never a verdict.

import { expect, test } from 'vitest';
import type { LookupOutcome } from '../../src/server/gateway.ts';
import {
  answering,
  ASKING,
  CAPTURED,
  DECLINED,
  failing,
  KEY,
  never,
  PENDING,
  scriptedBank,
  systemError,
  type ScriptedBank,
} from './scripted-bank.ts';

const SUCCEEDED = {
  type: 'succeeded',
  chargeId: 'ch_1',
  amount: CAPTURED.amount,
  method: CAPTURED.method,
};

const calls: readonly [string, (bank: ScriptedBank) => Promise<LookupOutcome>][] = [
  ['lookup', ({ gateway }) => gateway.lookup(KEY)],
  ['cancel', ({ gateway }) => gateway.cancel(KEY)],
];

test('a lookup asks for one key, encoded', async () => {
  const bank = scriptedBank(answering(200, { charge: null, canceled: false }));
  await bank.gateway.lookup('a&b=c/ü');
  expect(bank.seen).toMatchObject([
    { method: 'GET', url: 'http://bank.test/charges?key=a%26b%3Dc%2F%C3%BC', body: '' },
  ]);
  expect(bank.clock.sleeping()).toBe(0);
});

test('a cancel posts the one key', async () => {
  const bank = scriptedBank(answering(200, { status: 'canceled' }));
  await bank.gateway.cancel(KEY);
  expect(bank.seen).toMatchObject([
    { method: 'POST', url: 'http://bank.test/charges/cancel', body: JSON.stringify({ key: KEY }) },
  ]);
  expect(bank.clock.sleeping()).toBe(0);
});

test.each([
  ['a charge that was captured', { charge: CAPTURED, canceled: false }, SUCCEEDED],
  ['a charge beside a tombstone', { charge: CAPTURED, canceled: true }, SUCCEEDED],
  ['a decline', { charge: DECLINED, canceled: false }, { type: 'declined', kind: 'hard' }],
  ['nothing', { charge: null, canceled: false }, { type: 'absent' }],
  ['a tombstone', { charge: null, canceled: true }, { type: 'canceled' }],
  [
    'a debit on its way',
    { charge: PENDING, canceled: false },
    { type: 'pending', chargeId: 'ch_1' },
  ],
  ['a charge that asks', { charge: ASKING, canceled: false }, { type: 'action' }],
  [
    'a charge that was canceled',
    { charge: { ...CAPTURED, status: 'canceled' }, canceled: true },
    { type: 'canceled' },
  ],
])('a lookup finds %s', async (_, body, outcome) => {
  expect(await scriptedBank(answering(200, body)).gateway.lookup(KEY)).toMatchObject(outcome);
});

test.each([
  ['a tombstone', 200, { status: 'canceled' }, { type: 'canceled' }],
  ['the charge that came first', 409, { code: 'already-charged', charge: CAPTURED }, SUCCEEDED],
  [
    'the decline that came first',
    409,
    { code: 'already-charged', charge: DECLINED },
    { type: 'declined', declineCode: 'stolen_card' },
  ],
  [
    'the debit that came first',
    409,
    { code: 'already-charged', charge: PENDING },
    { type: 'pending', chargeId: 'ch_1' },
  ],
])('a cancel brings %s', async (_, status, body, outcome) => {
  expect(await scriptedBank(answering(status, body)).gateway.cancel(KEY)).toMatchObject(outcome);
});

test.each([
  [200, {}],
  [200, ''],
  [200, 'null'],
  [200, { charge: null }],
  [200, { canceled: true }],
  [200, { charge: undefined, canceled: false }],
  [200, { charge: { ...CAPTURED, key: 'another' }, canceled: false }],
  [200, { charge: { ...CAPTURED, key: 'another' }, canceled: true }],
  [200, { charge: { ...CAPTURED, status: 'settled' }, canceled: false }],
  [200, { charge: { status: 'captured' }, canceled: false }],
  [201, { charge: null, canceled: true }],
  [204, null],
  [302, { charge: null, canceled: false }],
  [400, { charge: null, canceled: false }],
  [404, { charge: null, canceled: false }],
  [410, { charge: null, canceled: true }],
  [429, {}],
  [500, { charge: CAPTURED, canceled: false }],
  [503, { charge: null, canceled: true }],
])('a lookup answered %i with %j is unknown', async (status, body) => {
  const script =
    status === 204 ? async () => new Response(null, { status }) : answering(status, body);
  const bank = scriptedBank(script);
  expect(await bank.gateway.lookup(KEY)).toMatchObject({ type: 'unknown' });
  expect(bank.clock.sleeping()).toBe(0);
});

test.each([
  [200, {}],
  [200, ''],
  [200, { status: 'cancelled' }],
  [200, { charge: null, canceled: true }],
  [201, { status: 'canceled' }],
  [202, { status: 'canceled' }],
  [302, { status: 'canceled' }],
  [404, { status: 'canceled' }],
  [409, { code: 'key-in-use' }],
  [409, { code: 'already-charged' }],
  [409, { code: 'already-charged', charge: { ...CAPTURED, key: 'another' } }],
  [409, { charge: CAPTURED }],
  [410, { status: 'canceled' }],
  [500, { status: 'canceled' }],
  [503, { code: 'already-charged', charge: CAPTURED }],
])('a cancel answered %i with %j is unknown', async (status, body) => {
  const bank = scriptedBank(answering(status, body));
  expect(await bank.gateway.cancel(KEY)).toMatchObject({ type: 'unknown' });
  expect(bank.clock.sleeping()).toBe(0);
});

test.each(calls)('a %s whose line fails in any way is unknown', async (_, ask) => {
  const causes = [
    systemError('ECONNREFUSED', 'connect'),
    systemError('ENOTFOUND', 'getaddrinfo'),
    systemError('ECONNRESET', 'read'),
    new AggregateError([systemError('ECONNREFUSED', 'connect')]),
    undefined,
  ];
  for (const cause of causes) {
    const bank = scriptedBank(failing(cause));
    expect(await ask(bank)).toMatchObject({ type: 'unknown' });
    expect(bank.clock.sleeping()).toBe(0);
  }
});

test.each(calls)('a %s that gets no answer is unknown after the timeout', async (name, ask) => {
  const bank = scriptedBank(never, 300);
  const outcome = ask(bank);
  await bank.clock.advance(300);
  const { type, reason } = { reason: '', ...(await outcome) };
  expect([type, reason.endsWith('no answer in 300 ms')]).toEqual(['unknown', true]);
  expect([name, bank.clock.sleeping(), bank.seen[0]?.signal.aborted]).toEqual([name, 0, true]);
});
