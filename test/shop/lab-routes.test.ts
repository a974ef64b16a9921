// The lab's HTTP: what arms a fault of the shop, and what reaches the bank through it.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import { createFaultList, type ShopFaultPoint } from '../../src/shop/lab/faults.ts';
import { labRoutes } from '../../src/shop/lab/routes.ts';
import { aBank, aToken, order, post } from '../bank/a-bank.ts';

const FAULTS = '/payonce/lab/faults';
const BANK_FAULTS = '/payonce/lab/bank/faults';

function aLab(fetch: Fetch = () => Promise.reject(new Error('no bank'))) {
  const faults = createFaultList<ShopFaultPoint>();
  const app = labRoutes({ faults, bankUrl: 'http://bank.test', fetch });
  const call = async (method: string, path: string, body?: unknown, headers = JSON_TYPE) =>
    app.request(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers }),
    });
  return { faults, call };
}

const JSON_TYPE: Record<string, string> = { 'Content-Type': 'application/json' };

test('a fault is armed as told, and once with a second of delay unless told', async () => {
  const { call } = aLab();
  const first = await call('POST', FAULTS, { point: 'answer-slow', times: 3, ms: 20 });
  expect(first.status).toBe(201);
  await call('POST', FAULTS, { point: 'crash-after-charge' });
  const armed = [
    { point: 'answer-slow', times: 3, ms: 20 },
    { point: 'crash-after-charge', times: 1, ms: 1000 },
  ];
  const standing = await call('GET', FAULTS);
  expect(await standing.json()).toEqual({ armed });
  expect(standing.headers.get('Cache-Control')).toBe('no-store');
});

test('all faults are disarmed at once', async () => {
  const { call, faults } = aLab();
  await call('POST', FAULTS, { point: 'answer-lost', times: 5 });
  const answer = await call('DELETE', FAULTS);
  expect([answer.status, await answer.json()]).toEqual([200, { armed: [] }]);
  expect(faults.take('answer-lost')).toBeNull();
});

test.each([
  { point: 'explode' },
  { point: 'answer-lost', times: 0 },
  { point: 'answer-lost', times: 1.5 },
  { point: 'answer-slow', ms: -1 },
  { times: 1 },
  [],
])('%j arms nothing and says what is wrong', async (body) => {
  const { call, faults } = aLab();
  const answer = await call('POST', FAULTS, body);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    code: 'request-invalid',
    next: 'stop',
    errors: [{}],
  });
  expect(faults.armed()).toEqual([]);
});

test.each([FAULTS, BANK_FAULTS])('%s takes no form of a foreign page', async (path) => {
  const { call } = aLab();
  const form = { 'Content-Type': 'text/plain' };
  const answer = await call('POST', path, { point: 'answer-lost' }, form);
  expect(answer.status).toBe(415);
});

test('a wrong method is told the right ones', async () => {
  const { call } = aLab();
  const answer = await call('PUT', FAULTS, {});
  expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, POST, DELETE']);
});

test("the bank's faults are armed and disarmed through the shop", async () => {
  const { bank } = aBank();
  const { call } = aLab(bank.fetch);
  const armed = await call('POST', BANK_FAULTS, { point: 'answer-lost', times: 2 });
  expect(armed.status).toBe(201);
  expect(await (await call('GET', BANK_FAULTS)).json()).toMatchObject({
    armed: [{ point: 'answer-lost', times: 2 }],
  });
  const refused = await call('POST', BANK_FAULTS, { point: 'explode' });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ code: 'request-invalid', next: 'stop' });
  expect(await (await call('DELETE', BANK_FAULTS)).json()).toEqual({ armed: [] });
});

test("the bank's ledger is read for one checkout, and nothing else is passed on", async () => {
  const bank = aBank();
  const { call } = aLab(bank.bank.fetch);
  await post(bank, '/charges', order(await aToken(bank)));
  const own = await call('GET', '/payonce/lab/bank/ledger?reference=chk_1');
  expect(await own.json()).toMatchObject({ charges: [{ reference: 'chk_1', status: 'captured' }] });
  const other = await call('GET', '/payonce/lab/bank/ledger?reference=chk_2');
  expect(await other.json()).toMatchObject({ charges: [] });
  expect((await call('POST', '/payonce/lab/bank/charges', {})).status).toBe(404);
});

test('a bank that is not there is a 503', async () => {
  const answer = await aLab().call('GET', BANK_FAULTS);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ code: 'bank-unavailable', next: 'same-key' });
});

test('a bank that fails says that asking again is safe', async () => {
  const problem = { code: 'bank-error', status: 500 };
  const headers = { 'Content-Type': 'application/problem+json' };
  const failing = () =>
    Promise.resolve(new Response(JSON.stringify(problem), { status: 500, headers }));
  const answer = await aLab(failing).call('GET', BANK_FAULTS);
  expect([answer.status, await answer.json()]).toEqual([500, { ...problem, next: 'same-key' }]);
});
