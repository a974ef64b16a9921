// Every row of the contract's error table that a request can bring about by itself, over real HTTP:
// a clear problem, and nothing charged. The bank's ledger is asked after each.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROBLEMS } from '../../src/protocol/problems.ts';
import type { ProblemCode } from '../../src/protocol/problems.ts';
import { startShop } from '../support/shop-process.ts';
import type { ShopProcess } from '../support/shop-process.ts';
import { onPostgres } from './a-process.ts';
import { aPayment, aShopper, call, charges, pay, paymentBody, read } from './a-shopper.ts';
import type { Answer, CallInit, Payment, Shopper } from './a-shopper.ts';

let shop: ShopProcess;
let payment: Payment;
let stranger: Shopper;

beforeAll(async () => {
  shop = await startShop({ env: await onPostgres() });
  payment = await aPayment(shop);
  stranger = await aShopper(shop.url);
});

afterAll(async () => {
  await shop.stop();
});

const NEVER_ISSUED = '0190d0c4-9c5b-7c11-8a3e-3f1f7c1f0a01';
const MIB = 2 ** 20;

function checkoutUrl(id: string, rest = ''): string {
  return `${shop.url}/payonce/checkouts/${id}${rest}`;
}

/** The payment that would succeed, with something changed. */
function payWith(init: CallInit, id = payment.shopper.checkout.id): Promise<Answer> {
  const { cookie, checkout } = payment.shopper;
  const body = init.raw === undefined ? { body: paymentBody(payment) } : {};
  const key = checkout.idempotencyKey ?? '';
  return call('POST', checkoutUrl(id, '/payments'), { cookie, key, ...body, ...init });
}

const payAmount = (amount: unknown) => payWith({ body: { ...paymentBody(payment), amount } });
const payMethod = (paymentMethod: unknown) =>
  payWith({ body: { ...paymentBody(payment), paymentMethod } });
const payKey = (key: string) => payWith({ key });
const payRaw = (raw: string | Uint8Array<ArrayBuffer>) => payWith({ raw });
const payType = (type: string) => payWith({ headers: { 'Content-Type': type } });

type Row = readonly [what: string, code: ProblemCode, send: () => Promise<Answer>];

const ROWS: readonly Row[] = [
  ['no JSON', 'request-invalid', () => payRaw('{"amount":')],
  ['no UTF-8', 'request-invalid', () => payRaw(new Uint8Array([0x22, 0xff, 0x22]))],
  ['an empty body', 'request-invalid', () => payRaw('')],
  ['a list', 'request-invalid', () => payRaw('[]')],
  ['null', 'request-invalid', () => payRaw('null')],
  ['an amount of text', 'request-invalid', () => payAmount('2800')],
  ['a value of text', 'request-invalid', () => payAmount({ value: '2800', currency: 'EUR' })],
  ['a negative amount', 'request-invalid', () => payAmount({ value: -2800, currency: 'EUR' })],
  ['an amount of zero', 'request-invalid', () => payAmount({ value: 0, currency: 'EUR' })],
  ['a fraction', 'request-invalid', () => payAmount({ value: 28.5, currency: 'EUR' })],
  ['2^53', 'request-invalid', () => payAmount({ value: 2 ** 53, currency: 'EUR' })],
  ['1e400', 'request-invalid', () => payRaw('{"amount":{"value":1e400,"currency":"EUR"}}')],
  ['an unknown currency', 'request-invalid', () => payAmount({ value: 2800, currency: 'XYZ' })],
  ['a lower-case currency', 'request-invalid', () => payAmount({ value: 2800, currency: 'eur' })],
  ['no method', 'request-invalid', () => payMethod(undefined)],
  ['a token of a number', 'request-invalid', () => payMethod({ type: 'card', token: 7 })],
  ['a token with NUL', 'request-invalid', () => payMethod({ type: 'card', token: 'a\0b' })],
  ['a card', 'request-invalid', () => payMethod({ type: 'card', token: '4242424242424242' })],
  ['another amount', 'quote-changed', () => payAmount({ value: 2799, currency: 'EUR' })],
  ['another currency', 'quote-changed', () => payAmount({ value: 2800, currency: 'USD' })],
  ['plain text', 'media-type-unsupported', () => payType('text/plain')],
  ['a form', 'media-type-unsupported', () => payType('application/x-www-form-urlencoded')],
  ['no key', 'idempotency-key-missing', () => payKey('')],
  ['a key in words', 'idempotency-key-malformed', () => payKey('mine')],
  ['half a quote', 'idempotency-key-malformed', () => payKey(`"${NEVER_ISSUED}`)],
  ['two keys', 'idempotency-key-malformed', () => payKey(`${NEVER_ISSUED}, ${NEVER_ISSUED}`)],
  ['a key never issued', 'idempotency-key-expired', () => payKey(NEVER_ISSUED)],
  [
    "another checkout's key",
    'idempotency-key-expired',
    () => payKey(stranger.checkout.idempotencyKey ?? ''),
  ],
  ['no cookie', 'not-signed-in', () => payWith({ cookie: null })],
  ['a made-up cookie', 'not-signed-in', () => payWith({ cookie: 'tidewater=admin' })],
  ['a foreign checkout', 'checkout-not-found', () => payWith({ cookie: stranger.cookie })],
  ['a checkout that is none', 'checkout-not-found', () => payWith({}, 'chk_none')],
  ['a NUL for a checkout', 'checkout-not-found', () => payWith({}, '%00')],
  ['no such route', 'route-not-found', () => call('GET', `${shop.url}/payonce/refunds`)],
  ['a wrong method', 'method-not-allowed', () => call('DELETE', checkoutUrl('chk_none'))],
];

function isProblem(answer: Answer, code: ProblemCode): void {
  const { status, title, next } = PROBLEMS[code];
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ type: `/problems/${code}`, title, status, code, next });
  expect(answer.body['detail']).toMatch(/\w/);
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
}

test.each(ROWS)('a payment with %s is %s, and charges nothing', async (_what, code, send) => {
  const answer = await send();
  isProblem(answer, code);
  expect(answer.text).not.toContain('4242424242424242');
  expect(await charges(shop.bankUrl)).toEqual([]);
});

test('a body of one mebibyte is refused with 413, or its connection is closed', async () => {
  // The server may cut the connection at any later moment: nothing else may travel on it.
  const alone = { 'Content-Type': 'application/json', Connection: 'close' };
  const raw = 'x'.repeat(MIB);
  const answer = await payWith({ raw, headers: alone }).catch(() => null);
  if (answer !== null) isProblem(answer, 'body-too-large');
  // In pieces, without a length that would tell.
  const { cookie, checkout } = payment.shopper;
  const status = await fetch(checkoutUrl(checkout.id, '/payments'), {
    method: 'POST',
    headers: { ...alone, Cookie: cookie },
    body: new Blob([raw]).stream(),
    duplex: 'half',
  } as RequestInit).then(
    (response) => response.status,
    () => 'closed',
  );
  expect([413, 'closed']).toContain(status);
  expect(await charges(shop.bankUrl)).toEqual([]);
});

test('a foreign checkout and cart are like missing ones, byte for byte, at every call', async () => {
  const { cookie } = stranger;
  const { checkout, cartId } = payment.shopper;
  const key = checkout.idempotencyKey ?? '';
  const body = paymentBody(payment);
  const all = [
    await call('GET', checkoutUrl(checkout.id), { cookie }),
    await call('GET', checkoutUrl('chk_none'), { cookie }),
    await call('GET', checkoutUrl('%00'), { cookie }),
    await call('POST', checkoutUrl(checkout.id, '/payments'), { cookie, key, body }),
    await call('POST', checkoutUrl('chk_none', '/payments'), { cookie, key, body }),
    await call('POST', checkoutUrl(checkout.id, '/cancel'), { cookie, key }),
    await call('POST', checkoutUrl('chk_none', '/cancel'), { cookie, key }),
    await call('POST', `${shop.url}/payonce/checkouts`, { cookie, body: { cartId } }),
    await call('POST', `${shop.url}/payonce/checkouts`, { cookie, body: { cartId: 'none' } }),
  ];
  for (const answer of all) isProblem(answer, 'checkout-not-found');
  expect(new Set(all.map(({ text }) => text)).size).toBe(1);
  const headers = all.map(({ headers }) => [...headers.keys()].sort().join());
  expect(new Set(headers).size).toBe(1);
});

test('after all that the same key still pays, once; then it replays, and no other pays', async () => {
  expect((await read(shop.url, payment.shopper)).idempotencyKey).toBe(
    payment.shopper.checkout.idempotencyKey,
  );
  const paid = await pay(shop.url, payment);
  expect(paid.status).toBe(201);
  expect(paid.headers.get('Cache-Control')).toBe('no-store');
  const again = await payKey(`"${payment.shopper.checkout.idempotencyKey ?? ''}"`);
  expect([again.status, again.text]).toEqual([201, paid.text]);
  expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  isProblem(await payMethod({ type: 'card', token: 'tok_other' }), 'idempotency-key-reused');
  isProblem(await payKey(NEVER_ISSUED), 'already-paid');
  expect(await charges(shop.bankUrl)).toHaveLength(1);
});
