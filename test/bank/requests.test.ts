// What the bank refuses, and in which words; and the headers of its card page.

import { expect, test } from 'vitest';
import { aBank, codeOf, get, order, post, GOOD_CARD } from './a-bank.ts';

interface Invalid {
  readonly code: string;
  readonly errors: readonly { path: string; message: string }[];
}

async function pathsOf(answer: Response): Promise<string[]> {
  return ((await answer.json()) as Invalid).errors.map(({ path }) => path);
}

test('the bank says who it is', async () => {
  const answer = await get(aBank(), '/healthz');
  expect([answer.status, await answer.json()]).toEqual([200, { name: 'payonce-bank' }]);
});

test('a token tells brand and last four digits', async () => {
  const answer = await post(aBank(), '/tokens', GOOD_CARD);
  expect(answer.status).toBe(201);
  const token = expect.stringMatching(/^tok_[0-9a-f]{32}$/) as unknown;
  expect(await answer.json()).toEqual({ token, brand: 'visa', last4: '4242' });
});

test('incomplete card details name every field that is wrong', async () => {
  const answer = await post(aBank(), '/tokens', { number: '4242', exp: '13/34', cvc: '' });
  expect(answer.status).toBe(400);
  const { code, errors } = (await answer.json()) as Invalid;
  expect(code).toBe('card-invalid');
  expect(errors.map(({ path }) => path)).toEqual(['number', 'exp', 'cvc']);
});

test('card fields of a wrong type are refused as card details', async () => {
  const answer = await post(aBank(), '/tokens', { number: 4242, exp: null });
  const { code, errors } = (await answer.json()) as Invalid;
  expect(code).toBe('card-invalid');
  expect(errors.map(({ path }) => path)).toEqual(['number', 'exp', 'cvc']);
});

test('a card that this bank did not issue is refused without repeating its number', async () => {
  const answer = await post(aBank(), '/tokens', { ...GOOD_CARD, number: '4111 1111 1111 1111' });
  expect(answer.status).toBe(400);
  const text = await answer.text();
  expect(text).toContain('test card');
  expect(text).not.toMatch(/4111/);
});

test.each([
  ['amount.value', { amount: { value: -1, currency: 'EUR' } }],
  ['amount.value', { amount: { value: 0.5, currency: 'EUR' } }],
  ['amount.value', { amount: { value: 2 ** 53, currency: 'EUR' } }],
  ['amount.currency', { amount: { value: 1, currency: 'eur' } }],
  ['amount', { amount: '42' }],
  ['key', { key: '' }],
  ['key', { key: 'with space' }],
  ['reference', { reference: 'r'.repeat(256) }],
  ['token', { token: '4242424242424242' }],
])('a charge with a wrong %s is refused: %o', async (path, change) => {
  const answer = await post(aBank(), '/charges', { ...order('tok_1'), ...change });
  expect(answer.status).toBe(400);
  expect(new Set(await pathsOf(answer))).toEqual(new Set([path]));
});

test.each(['', '{', '[]', 'null', '"text"'])('a body of %j is refused', async (body) => {
  const answer = await post(aBank(), '/charges', body);
  expect([answer.status, await codeOf(answer)]).toEqual([400, 'request-invalid']);
});

test('a body over 64 KiB is refused, with and without a declared length', async () => {
  const bank = aBank();
  const declared = await post(bank, '/charges', 'x'.repeat(64 * 1024 + 1));
  expect([declared.status, await codeOf(declared)]).toEqual([413, 'body-too-large']);
  const chunk = new Uint8Array(1024).fill(0x20);
  const streamed = await bank.bank.fetch(
    new Request('http://bank.test/charges', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }),
      duplex: 'half',
    } as RequestInit),
  );
  expect(streamed.status).toBe(413);
});

test('a body that is not JSON by its type is refused', async () => {
  const answer = await aBank().bank.fetch(
    new Request('http://bank.test/charges', { method: 'POST', body: '{}' }),
  );
  expect([answer.status, await codeOf(answer)]).toEqual([415, 'media-type-unsupported']);
});

test('a lookup without a key is refused', async () => {
  expect((await get(aBank(), '/charges')).status).toBe(400);
});

test.each([
  ['/tokens', { number: GOOD_CARD.number, exp: '12/34' }, 'cvc'],
  ['/tokens', { cvc: '123', exp: '12/34' }, 'number'],
  ['/faults', {}, 'point'],
  ['/charges/cancel', {}, 'key'],
])('%s with %o says that %s is missing', async (path, body, field) => {
  const answer = await post(aBank(), path, body);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    detail: `${field} is missing`,
    errors: [{ path: field, message: `${field} is missing` }],
  });
});

test.each([
  ['DELETE', '/charges', 'GET, POST'],
  ['GET', '/tokens', 'POST'],
  ['GET', '/charges/cancel', 'POST'],
  ['PUT', '/ledger', 'GET'],
  ['GET', '/webhook-endpoints', 'PUT'],
  ['PATCH', '/faults', 'GET, POST, DELETE'],
  ['POST', '/card', 'GET'],
])('%s %s is told to use %s', async (method, path, allow) => {
  const answer = await aBank().bank.fetch(new Request(`http://bank.test${path}`, { method }));
  expect([answer.status, answer.headers.get('Allow')]).toEqual([405, allow]);
  expect(await codeOf(answer)).toBe('method-not-allowed');
});

test('an unknown route is a problem that names it', async () => {
  const answer = await get(aBank(), '/nowhere');
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  expect(await answer.json()).toMatchObject({ status: 404, detail: 'GET /nowhere' });
});

test('the card page forbids everything that does not come from the bank itself', async () => {
  const answer = await get(aBank(), '/card?origin=http://shop.test');
  const policy = answer.headers.get('Content-Security-Policy') ?? '';
  expect(answer.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      'frame-ancestors http: https:',
      "require-trusted-types-for 'script'",
    ]),
  );
  const html = await answer.text();
  expect(html).not.toMatch(/ style=|<style|<script(?![^>]* src=)| on[a-z]+=/);
});

test('files of the card page that were not built are named with the cure', async () => {
  const answer = await get(aBank(), '/card.js');
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain('npm run build');
});
