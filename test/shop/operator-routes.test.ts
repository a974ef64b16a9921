// The operator's desk by HTTP: who may ask, what is passed on, and that a wrong shop does nothing.

import { expect, test } from 'vitest';
import type { Operator, Payonce } from '../../src/server.ts';
import { operatorRoutes, PROCESS_HEADER } from '../../src/shop/operator-routes.ts';

const SECRET = 'merchant_test_secret';
const CHECKOUT = `chk_${'0'.repeat(32)}`;

/** A desk over a payonce that answers by rote and notes what it was asked. */
function aDesk() {
  const asked: unknown[] = [];
  const errors: unknown[] = [];
  const note = <T>(what: unknown, answer: T): Promise<T> => {
    asked.push(what);
    return Promise.resolve(answer);
  };
  const operator: Operator = {
    waiting: () => note('waiting', { payments: [], refunds: [], events: [], messages: [] }),
    history: (id) => note(['history', id], null),
    settle: (id, word) => note(['settle', id, word], 'settled'),
    revive: (id) => note(['revive', id], true),
  };
  const payonce: Pick<Payonce, 'operator' | 'sweep' | 'reconcile'> = {
    operator,
    sweep: () => note('sweep', { taken: 1, ended: 1, refunds: 0, events: 2, messages: 0 }),
    reconcile: () => Promise.reject(new Error('The gateway did not list: no answer.')),
  };
  const onError = (error: unknown) => void errors.push(error);
  const fetch = operatorRoutes({ payonce, merchantSecret: SECRET, onError });
  const call = async (method: string, path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has('Authorization')) headers.set('Authorization', `Bearer ${SECRET}`);
    const url = `http://shop.test/payonce-operator/${path}`;
    const answer = await fetch(new Request(url, { ...init, method, headers }));
    return { status: answer.status, body: (await answer.json()) as unknown };
  };
  return { call, asked, errors };
}

const word = (body: unknown): RequestInit => ({
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

test('each address answers with what the operator said', async () => {
  const { call, asked } = aDesk();
  const captured = { type: 'captured', chargeId: 'ch_1' };
  const answers = [
    await call('GET', 'waiting'),
    await call('GET', `checkouts/${CHECKOUT}`),
    await call('POST', `checkouts/${CHECKOUT}/settle`, word(captured)),
    await call('POST', 'events/evt_1/revive'),
    await call('POST', 'sweep'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(answers[1]?.body).toEqual({ result: null });
  expect(answers[2]?.body).toEqual({ result: 'settled' });
  expect(asked).toEqual([
    'waiting',
    ['history', CHECKOUT],
    ['settle', CHECKOUT, captured],
    ['revive', 'evt_1'],
    'sweep',
  ]);
});

test.each(['', 'Bearer', 'Bearer other', `Basic ${SECRET}`, `Bearer ${SECRET}x`])(
  'who sends "%s" as the secret is told nothing and does nothing',
  async (Authorization) => {
    const { call, asked } = aDesk();
    const answer = await call('POST', 'sweep', { headers: { Authorization } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'merchant-not-authorised' } });
    expect(asked).toEqual([]);
  },
);

test('a command that is meant for another process does nothing', async () => {
  const { call, asked } = aDesk();
  const other = { headers: { [PROCESS_HEADER]: String(process.pid + 1) } };
  expect(await call('POST', 'sweep', other)).toMatchObject({
    status: 404,
    body: { detail: `This is process ${process.pid}.` },
  });
  expect(asked).toEqual([]);
  const ours = { headers: { [PROCESS_HEADER]: String(process.pid) } };
  expect((await call('POST', 'sweep', ours)).status).toBe(200);
});

test.each([{}, { type: 'captured' }, { type: 'captured', chargeId: '' }, { type: 'maybe' }])(
  'a word of the bank that is none (%j) is refused',
  async (body) => {
    const { call, asked } = aDesk();
    const answer = await call('POST', `checkouts/${CHECKOUT}/settle`, word(body));
    expect(answer).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
    expect(asked).toEqual([]);
  },
);

test('what fails is answered with its reason, and noted', async () => {
  const { call, errors } = aDesk();
  expect(await call('POST', 'reconcile')).toMatchObject({
    status: 503,
    body: { detail: 'The gateway did not list: no answer.' },
  });
  expect(errors).toHaveLength(1);
});

test('other addresses have nothing', async () => {
  const { call } = aDesk();
  expect((await call('GET', 'everything')).status).toBe(404);
});
