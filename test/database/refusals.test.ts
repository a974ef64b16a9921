// Every row of the contract's table that a request can bring about by itself, by HTTP: a clear
// problem, and nothing charged. The bank is asked after each.

import { expect, test } from 'vitest';
import { PROBLEMS, type ProblemCode } from '../../src/protocol/problems.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { BAD_BODIES } from './bad-bodies.ts';
import type { Answer, CallInit } from './http.ts';
import { createWorld, EUROS_42, type World } from './world.ts';

const SOME_KEY = '0190d0c4-9c5b-7c11-8a3e-3f1f7c1f0a01';
const EUR = 'EUR';

function isProblem(answer: Answer, code: ProblemCode): void {
  const { status, title, next } = PROBLEMS[code];
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ type: `/problems/${code}`, title, status, code, next });
  expect(answer.body['detail']).toMatch(/\w/);
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
}

describeDatabases('refusals', (openDatabase) => {
  const newWorld = async () => createWorld({ database: await openDatabase() });

  async function payRaw(world: World, init: CallInit, id?: string): Promise<Answer> {
    const checkout = await world.open('cart-1');
    const headers = { 'Idempotency-Key': checkout.idempotencyKey ?? '', ...init.headers };
    const path = `/checkouts/${id ?? checkout.id}/payments`;
    return world.call('POST', path, { ...init, headers });
  }

  async function goodBody(world: World): Promise<Record<string, unknown>> {
    const paymentMethod = { type: 'card', token: await world.token() };
    return { amount: EUROS_42.amount, cartVersion: 'v1', paymentMethod };
  }

  test('every bad payment body names its path, charges nothing, and leaves the key usable', async () => {
    const world = await newWorld();
    for (const [, change, path] of BAD_BODIES) {
      const isChange = typeof change === 'object' && change !== null && !Array.isArray(change);
      const whole = path === 'amount' && Object.keys(change as object).length === 0;
      const body = isChange && !whole ? { ...(await goodBody(world)), ...change } : change;
      const answer = await payRaw(world, { body });
      isProblem(answer, 'request-invalid');
      const errors = answer.body['errors'] as { path: string; message: string }[];
      expect(errors.map((error) => error.path)).toContain(path);
      expect(answer.text).not.toContain('4242 4242');
    }
    expect(await world.charges()).toHaveLength(0);
    expect((await world.pay(await world.open('cart-1'))).status).toBe(201);
  });

  test('bad JSON and bad UTF-8 are invalid requests', async () => {
    const world = await newWorld();
    isProblem(await payRaw(world, { raw: '{"amount":' }), 'request-invalid');
    isProblem(await payRaw(world, { raw: new Uint8Array([0x22, 0xff, 0x22]) }), 'request-invalid');
    isProblem(await payRaw(world, { raw: '' }), 'request-invalid');
    expect(await world.charges()).toHaveLength(0);
  });

  test('a body of one mebibyte is too large', async () => {
    const world = await newWorld();
    isProblem(await payRaw(world, { raw: 'x'.repeat(2 ** 20) }), 'body-too-large');
    const stream = new Blob([new Uint8Array(2 ** 20)]).stream();
    const request = new Request('http://shop.test/checkouts', {
      method: 'POST',
      body: stream,
      headers: { 'Content-Type': 'application/json', 'X-Principal': 'ann' },
      duplex: 'half',
    } as RequestInit);
    expect((await world.payonce.fetch(request)).status).toBe(413);
  });

  test('only JSON is taken', async () => {
    const world = await newWorld();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx']) {
      const answer = await payRaw(world, { raw: '{}', headers: { 'Content-Type': type } });
      isProblem(answer, 'media-type-unsupported');
    }
    const body = await goodBody(world);
    const utf8 = { 'Content-Type': 'application/json; charset=utf-8' };
    expect((await payRaw(world, { raw: JSON.stringify(body), headers: utf8 })).status).toBe(201);
  });

  test.each(['cancel', 'refunds'])(
    'the size and type of a body are judged first at %s too',
    async (call) => {
      const world = await newWorld();
      const { id } = await world.open('cart-1');
      const send = (raw: string, type: string) =>
        world.call('POST', `/checkouts/${id}/${call}`, {
          raw,
          principal: null,
          headers: { 'Content-Type': type },
        });
      isProblem(await send('x'.repeat(2 ** 20), 'application/json'), 'body-too-large');
      isProblem(await send('reason=none', 'text/plain'), 'media-type-unsupported');
      expect((await send('{}', 'application/json')).status).toBe(401);
    },
  );

  test('a cancel needs no body', async () => {
    const world = await newWorld();
    const { id, idempotencyKey } = await world.open('cart-1');
    const headers = { 'Idempotency-Key': idempotencyKey ?? '', 'Content-Type': 'text/plain' };
    expect((await world.call('POST', `/checkouts/${id}/cancel`, { headers })).status).toBe(200);
  });

  test('nobody is told to sign in, on every call', async () => {
    const world = await newWorld();
    const { id } = await world.open('cart-1');
    const calls: [string, string][] = [
      ['POST', '/checkouts'],
      ['GET', `/checkouts/${id}`],
      ['POST', `/checkouts/${id}/payments`],
      ['POST', `/checkouts/${id}/cancel`],
    ];
    for (const [method, path] of calls) {
      const init = method === 'GET' ? {} : { body: { cartId: 'cart-1' } };
      isProblem(await world.call(method, path, { ...init, principal: null }), 'not-signed-in');
    }
  });

  test('a missing or malformed key is refused before anything is looked up', async () => {
    const world = await newWorld();
    const body = await goodBody(world);
    isProblem(
      await payRaw(world, { body, headers: { 'Idempotency-Key': '' } }),
      'idempotency-key-missing',
    );
    const malformed = ['x', '"unterminated', `'${SOME_KEY}'`, `"${SOME_KEY}", "${SOME_KEY}"`, `?1`];
    for (const key of [...malformed, 'k'.repeat(400), `${SOME_KEY}0`]) {
      const answer = await payRaw(world, { body, headers: { 'Idempotency-Key': key } }, 'chk_none');
      isProblem(answer, 'idempotency-key-malformed');
    }
    expect(await world.charges()).toHaveLength(0);
  });

  test('missing and foreign checkouts and carts are one answer, byte for byte', async () => {
    const world = await newWorld();
    world.carts.set('bobs', { ...EUROS_42, principal: 'bob' });
    const bobs = await world.open('bobs', 'bob');
    const headers = { 'Idempotency-Key': bobs.idempotencyKey ?? '' };
    const body = await goodBody(world);
    const answers = [
      await world.call('POST', '/checkouts', { body: { cartId: 'bobs' } }),
      await world.call('GET', `/checkouts/${bobs.id}`),
      await world.call('GET', '/checkouts/chk_00000000000000000000000000000000'),
      await world.call('GET', '/checkouts/%F0%9F%8D%B5'),
      await world.call('POST', `/checkouts/${bobs.id}/payments`, { headers, body }),
      await world.call('POST', `/checkouts/${bobs.id}/payments`, { headers, body: {} }),
      await world.call('POST', `/checkouts/${bobs.id}/cancel`, { headers }),
      await world.call('POST', '/checkouts/chk_none/payments', { headers, body }),
    ];
    for (const answer of answers) isProblem(answer, 'checkout-not-found');
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(await world.charges()).toHaveLength(0);
    expect((await world.read(bobs.id, 'bob')).idempotencyKey).toBe(bobs.idempotencyKey);
  });

  test('the first principal who opens a checkout keeps it', async () => {
    const world = await newWorld();
    await world.open('shared', 'ann');
    const late = await world.call('POST', '/checkouts', {
      principal: 'bob',
      body: { cartId: 'shared' },
    });
    isProblem(late, 'checkout-not-found');
  });

  test("expired, unknown, superseded and another checkout's keys are one answer", async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    const other = await world.open('cart-2');
    const body = await goodBody(world);
    const path = `/checkouts/${checkout.id}/payments`;
    const keys = [SOME_KEY, other.idempotencyKey ?? ''];
    const answers: Answer[] = [];
    for (const key of keys) {
      answers.push(await world.call('POST', path, { body, headers: { 'Idempotency-Key': key } }));
    }
    await world.clock.advance(3_600_000);
    answers.push(await world.pay(checkout));
    for (const answer of answers) isProblem(answer, 'idempotency-key-expired');
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(await world.charges()).toHaveLength(0);
  });

  test('a key used with another payload is refused, whatever differs', async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    const token = await world.token();
    await world.pay(checkout, { token });
    const others: Record<string, unknown>[] = [
      { amount: { value: 4201, currency: EUR } },
      { amount: { value: 4200, currency: 'USD' } },
      { cartVersion: 'v2' },
      { paymentMethod: { type: 'card', token: 'tok_other' } },
      { paymentMethod: { type: 'bank_debit', token } },
    ];
    for (const body of others) {
      isProblem(await world.pay(checkout, { token, body }), 'idempotency-key-reused');
    }
    expect(await world.charges()).toHaveLength(1);
  });

  test('another key after success is already paid, with the payment', async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    await world.pay(checkout);
    const answer = await world.pay(checkout, { key: SOME_KEY });
    isProblem(answer, 'already-paid');
    expect(answer.body['payment']).toMatchObject({ status: 'succeeded' });
    expect(await world.charges()).toHaveLength(1);
  });

  test('bad openings are refused', async () => {
    const world = await newWorld();
    for (const body of [{}, { cartId: 7 }, { cartId: '' }, { cartId: 'x'.repeat(201) }, [], 'x']) {
      isProblem(await world.call('POST', '/checkouts', { body }), 'request-invalid');
    }
    isProblem(await world.call('POST', '/checkouts', { raw: '{' }), 'request-invalid');
  });

  test('unknown addresses and methods are told apart', async () => {
    const world = await newWorld();
    isProblem(await world.call('GET', '/nothing'), 'route-not-found');
    const refused = await world.call('DELETE', '/checkouts/chk_1');
    isProblem(refused, 'method-not-allowed');
    expect(refused.headers.get('Allow')).toBe('GET');
    isProblem(await world.call('GET', '/checkouts'), 'method-not-allowed');
  });

  test('a shop whose cart cannot be loaded says nothing about the charge', async () => {
    const world = await createWorld({
      database: await openDatabase(),
      loadCart: () => Promise.reject(new Error('the shop is down')),
    });
    const answer = await world.call('POST', '/checkouts', { body: { cartId: 'cart-1' } });
    isProblem(answer, 'temporarily-unavailable');
    expect(answer.headers.get('Retry-After')).toBe('1');
    expect(world.errors).toHaveLength(1);
  });
});
