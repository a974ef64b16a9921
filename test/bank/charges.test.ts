// Charging once: idempotency, tombstones and one-use tokens, over the bank’s `fetch`.

import { expect, test } from 'vitest';
import { aBank, aToken, codeOf, get, ledgerOf, order, post } from './a-bank.ts';

test('a charge with a good card is captured', async () => {
  const bank = aBank();
  const answer = await post(bank, '/charges', order(await aToken(bank)));
  expect(answer.status).toBe(201);
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  expect(await answer.json()).toMatchObject({
    reference: 'chk_1',
    key: 'key-1',
    amount: { value: 4200, currency: 'EUR' },
    status: 'captured',
    method: { type: 'card', brand: 'visa', last4: '4242' },
  });
});

test.each([
  ['4000 0000 0000 0002', 'generic_decline', 'soft'],
  ['4000 0000 0000 9995', 'insufficient_funds', 'soft'],
  ['4000 0000 0000 9979', 'stolen_card', 'hard'],
  ['4000 0000 0000 0119', 'processing_error', 'technical'],
])('card %s is declined with %s', async (number, declineCode, declineKind) => {
  const bank = aBank();
  const answer = await post(bank, '/charges', order(await aToken(bank, number)));
  expect(answer.status).toBe(402);
  expect(await answer.json()).toMatchObject({ status: 'declined', declineCode, declineKind });
});

test('a repeat of a captured charge is the same byte for byte and charges nothing', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  const first = await post(bank, '/charges', body);
  const again = await post(bank, '/charges', body);
  expect(first.headers.has('Idempotent-Replayed')).toBe(false);
  expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  expect(again.status).toBe(201);
  expect(await again.text()).toBe(await first.text());
  expect((await ledgerOf(bank)).charges).toHaveLength(1);
});

test('a repeat of a decline is the same answer byte for byte', async () => {
  const bank = aBank();
  const body = order(await aToken(bank, '4000000000000002'));
  const first = await post(bank, '/charges', body);
  const again = await post(bank, '/charges', body);
  expect(again.status).toBe(402);
  expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  expect(await again.text()).toBe(await first.text());
});

test.each([
  ['amount', { amount: { value: 4201, currency: 'EUR' } }],
  ['currency', { amount: { value: 4200, currency: 'USD' } }],
  ['reference', { reference: 'chk_2' }],
  ['token', { token: 'tok_other' }],
])('the same key with another %s is refused', async (_name, change) => {
  const bank = aBank();
  const body = order(await aToken(bank));
  await post(bank, '/charges', body);
  const answer = await post(bank, '/charges', { ...body, ...change });
  expect([answer.status, await codeOf(answer)]).toEqual([422, 'key-reused']);
});

test('a token is good for one charge only', async () => {
  const bank = aBank();
  const token = await aToken(bank);
  await post(bank, '/charges', order(token));
  const answer = await post(bank, '/charges', order(token, 'key-2'));
  expect([answer.status, await codeOf(answer)]).toEqual([400, 'token-used']);
});

test('a declined charge uses up its token too', async () => {
  const bank = aBank();
  const token = await aToken(bank, '4000000000000002');
  await post(bank, '/charges', order(token));
  expect(await codeOf(await post(bank, '/charges', order(token, 'key-2')))).toBe('token-used');
});

test('an unknown token charges nothing and leaves the key free', async () => {
  const bank = aBank();
  const answer = await post(bank, '/charges', order('tok_unknown'));
  expect([answer.status, await codeOf(answer)]).toEqual([400, 'token-unknown']);
  expect((await post(bank, '/charges', order(await aToken(bank)))).status).toBe(201);
});

test('of two charges with one key at once one charges and the other is told to wait', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  const answers = await Promise.all([post(bank, '/charges', body), post(bank, '/charges', body)]);
  expect(answers.map(({ status }) => status)).toEqual([201, 409]);
  expect(answers[1].headers.get('Retry-After')).toBe('1');
  expect((await ledgerOf(bank)).charges).toHaveLength(1);
});

test('another body is refused also while its key is being worked on', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  const answers = await Promise.all([
    post(bank, '/charges', body),
    post(bank, '/charges', { ...body, amount: { value: 1, currency: 'EUR' } }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([201, 422]);
});

test('of two keys that share a token at once one charges', async () => {
  const bank = aBank();
  const token = await aToken(bank);
  const answers = await Promise.all([
    post(bank, '/charges', order(token, 'key-1')),
    post(bank, '/charges', order(token, 'key-2')),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([201, 400]);
  expect((await ledgerOf(bank)).charges).toHaveLength(1);
});

test('200 keys of 5 simultaneous calls each make 200 charges', async () => {
  const bank = aBank();
  const bodies = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => order(await aToken(bank), `key-${index}`)),
  );
  const calls = bodies.flatMap((body) => Array.from({ length: 5 }, () => body));
  await Promise.all(calls.map((body) => post(bank, '/charges', body)));
  const keys = (await ledgerOf(bank)).charges.map(({ key }) => key);
  expect([keys.length, new Set(keys).size]).toEqual([200, 200]);
});

test('after its window a key is forgotten, but its token stays used', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  await post(bank, '/charges', body);
  await bank.clock.advance(24 * 60 * 60 * 1000);
  expect(await codeOf(await post(bank, '/charges', body))).toBe('token-used');
  const anew = await post(bank, '/charges', order(await aToken(bank)));
  expect([anew.status, anew.headers.has('Idempotent-Replayed')]).toEqual([201, false]);
});

test('a canceled key can never charge', async () => {
  const bank = aBank();
  const canceled = await post(bank, '/charges/cancel', { key: 'key-1' });
  expect([canceled.status, await canceled.json()]).toEqual([200, { status: 'canceled' }]);
  const answer = await post(bank, '/charges', order(await aToken(bank)));
  expect([answer.status, await codeOf(answer)]).toEqual([410, 'key-canceled']);
  expect((await ledgerOf(bank)).charges).toEqual([]);
});

test('a cancel may be repeated and leaves one tombstone', async () => {
  const bank = aBank();
  const answers = await Promise.all([
    post(bank, '/charges/cancel', { key: 'key-1' }),
    post(bank, '/charges/cancel', { key: 'key-1' }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(bank.ledger.events).toHaveLength(1);
});

test('a cancel after a charge is refused and tells of the charge', async () => {
  const bank = aBank();
  await post(bank, '/charges', order(await aToken(bank)));
  const answer = await post(bank, '/charges/cancel', { key: 'key-1' });
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({
    code: 'already-charged',
    charge: { key: 'key-1', status: 'captured' },
  });
});

test('a cancel that meets a charge in the making waits and then tells of it', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  const release = bank.ledger.hold();
  const charging = post(bank, '/charges', body);
  const canceling = post(bank, '/charges/cancel', { key: 'key-1' });
  await bank.clock.advance(0);
  expect(bank.ledger.events.map(({ type }) => type)).toEqual(['token-issued']);
  release();
  expect([(await charging).status, (await canceling).status]).toEqual([201, 409]);
});

test('a charge that meets a cancel in the making is told to wait', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  const answers = await Promise.all([
    post(bank, '/charges/cancel', { key: 'key-1' }),
    post(bank, '/charges', body),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 409]);
  expect(await codeOf(await post(bank, '/charges', body))).toBe('key-canceled');
});

test('no answer goes out before the ledger holds the charge', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  const release = bank.ledger.hold();
  let isAnswered = false;
  const charging = post(bank, '/charges', body).then(() => (isAnswered = true));
  await bank.clock.advance(60_000);
  expect(isAnswered).toBe(false);
  expect(await (await get(bank, '/charges?key=key-1')).json()).toMatchObject({ charge: null });
  release();
  await charging;
  expect(bank.ledger.events.at(-1)?.type).toBe('charged');
});

test('a lookup finds a charge by its key', async () => {
  const bank = aBank();
  const charge: unknown = await (await post(bank, '/charges', order(await aToken(bank)))).json();
  const found = await get(bank, '/charges?key=key-1');
  expect(await found.json()).toEqual({ charge, canceled: false });
});

test('a lookup tells an unknown key from a canceled one', async () => {
  const bank = aBank();
  await post(bank, '/charges/cancel', { key: 'key-2' });
  const [unknown, canceled] = [
    await get(bank, '/charges?key=key-1'),
    await get(bank, '/charges?key=key-2'),
  ];
  expect(await unknown.json()).toEqual({ charge: null, canceled: false });
  expect(await canceled.json()).toEqual({ charge: null, canceled: true });
});
