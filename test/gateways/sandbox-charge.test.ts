// What one charge call proves, for every answer that a bank, a proxy or a broken line can give.
// Only the bank's own word, about this very key, is a verdict.

import { expect, test } from 'vitest';
import {
  answering,
  ASKING,
  CAPTURED,
  DECLINED,
  failing,
  KEY,
  never,
  ORDER,
  PENDING,
  scriptedBank,
  systemError,
} from './scripted-bank.ts';

test('a charge is one POST that names key, reference, amount, token and label, and nothing else', async () => {
  const { gateway, clock, seen } = scriptedBank(answering(201, CAPTURED));
  await gateway.charge(ORDER);
  expect(seen).toMatchObject([
    {
      method: 'POST',
      url: 'http://bank.test/charges',
      type: 'application/json',
      redirect: 'manual',
    },
  ]);
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    key: KEY,
    reference: ORDER.reference,
    amount: ORDER.amount,
    token: 'tok_1',
    label: ORDER.label,
  });
  expect(clock.sleeping()).toBe(0);
});

test('a captured charge succeeded, with the amount that the bank says', async () => {
  const amount = { value: 4100, currency: 'EUR' };
  const { gateway } = scriptedBank(answering(201, { ...CAPTURED, amount }));
  expect(await gateway.charge(ORDER)).toEqual({
    type: 'succeeded',
    chargeId: 'ch_1',
    amount,
    method: CAPTURED.method,
  });
});

test('a declined charge is declined, with code and kind', async () => {
  const { gateway } = scriptedBank(answering(402, DECLINED));
  expect(await gateway.charge(ORDER)).toEqual({
    type: 'declined',
    chargeId: 'ch_1',
    kind: 'hard',
    declineCode: 'stolen_card',
    method: CAPTURED.method,
  });
});

test('a charge names the way back when there is one', async () => {
  const { gateway, seen } = scriptedBank(answering(201, CAPTURED));
  await gateway.charge({ ...ORDER, returnUrl: 'http://shop.test/checkout' });
  expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ returnUrl: 'http://shop.test/checkout' });
});

test('a pending charge that leads somewhere asks for the shopper', async () => {
  const { gateway } = scriptedBank(answering(202, ASKING));
  expect(await gateway.charge(ORDER)).toEqual({
    type: 'action',
    chargeId: 'ch_1',
    url: 'http://bank.test/authenticate/ch_1?secret=s',
    method: CAPTURED.method,
  });
});

test('a pending charge that leads nowhere is pending', async () => {
  const { gateway } = scriptedBank(answering(202, PENDING));
  expect(await gateway.charge(ORDER)).toEqual({
    type: 'pending',
    chargeId: 'ch_1',
    method: CAPTURED.method,
  });
});

test.each(['javascript:alert(1)', '/authenticate', 'data:text/html,x'])(
  'a charge that would lead the shopper to %s proves nothing',
  async (url) => {
    const nextAction = { type: 'redirect', url };
    const { gateway } = scriptedBank(answering(202, { ...PENDING, nextAction }));
    expect((await gateway.charge(ORDER)).type).toBe('unknown');
  },
);

test('a decline without code and kind is a soft one without a reason', async () => {
  const { declineCode: _code, declineKind: _kind, ...bare } = DECLINED;
  const { gateway } = scriptedBank(answering(402, bare));
  const outcome = await gateway.charge(ORDER);
  expect(outcome).toMatchObject({ kind: 'soft', declineCode: 'generic_decline' });
});

test.each(['token-unknown', 'token-used'])('%s is a technical decline', async (code) => {
  const { gateway } = scriptedBank(answering(400, { code }));
  expect(await gateway.charge(ORDER)).toEqual({
    type: 'declined',
    chargeId: null,
    kind: 'technical',
    declineCode: 'token_invalid',
    method: { type: 'card' },
  });
});

test.each([
  [400, { code: 'request-invalid' }],
  [400, { code: 'card-invalid' }],
  [400, { code: 7 }],
  [400, {}],
  [400, 'token-used'],
  [401, { code: 'token-used' }],
  [402, { code: 'declined' }],
  [402, CAPTURED],
  [201, PENDING],
  [202, CAPTURED],
  [410, { ...CAPTURED, status: 'canceled' }],
  [201, { ...CAPTURED, status: 'canceled' }],
  [403, {}],
  [404, { code: 'route-not-found' }],
  [409, { code: 'key-in-use' }],
  [409, { code: 'already-charged', charge: CAPTURED }],
  [410, { code: 'key-canceled' }],
  [413, {}],
  [422, { code: 'key-reused' }],
  [429, { code: 'token-used' }],
  [500, { code: 'token-used' }],
  [500, CAPTURED],
  [502, '<html>Bad Gateway</html>'],
  [503, ''],
  [504, DECLINED],
  [307, ''],
  [200, CAPTURED],
  [202, CAPTURED],
  [201, DECLINED],
  [201, ''],
  [201, 'null'],
  [201, '[]'],
  [201, '{"status":"captured"}'],
  [201, JSON.stringify(CAPTURED).slice(0, -1)],
  [201, { ...CAPTURED, key: 'chk_00000000000000000000000000000001.1.2' }],
  [201, { ...CAPTURED, key: KEY.toUpperCase() }],
  [201, { ...CAPTURED, status: 'pending' }],
  [201, { ...CAPTURED, status: 'canceled' }],
  [201, { ...CAPTURED, amount: { value: '4200', currency: 'EUR' } }],
  [201, { ...CAPTURED, amount: { value: 0, currency: 'EUR' } }],
  [201, { ...CAPTURED, method: undefined }],
  [402, { ...DECLINED, key: 'another' }],
  [402, { ...DECLINED, declineKind: 'fatal' }],
])('an answer of %i with %j proves nothing', async (status, body) => {
  const { gateway, clock } = scriptedBank(answering(status, body));
  expect(await gateway.charge(ORDER)).toEqual({
    type: 'unknown',
    reason: `the bank answered ${status}, which proves nothing`,
  });
  expect(clock.sleeping()).toBe(0);
});

test('an answer that breaks off in its body proves nothing', async () => {
  const { gateway, clock } = scriptedBank(async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(JSON.stringify(CAPTURED)));
        controller.error(systemError('ECONNRESET', 'read'));
      },
    });
    return new Response(body, { status: 201 });
  });
  expect((await gateway.charge(ORDER)).type).toBe('unknown');
  expect(clock.sleeping()).toBe(0);
});

test.each([
  ['a refused connection', systemError('ECONNREFUSED', 'connect'), 'not-sent'],
  ['an unknown host', systemError('ENOTFOUND', 'getaddrinfo'), 'not-sent'],
  ['a connection that died', systemError('ECONNRESET', 'read'), 'unknown'],
  ['a socket that closed', systemError('UND_ERR_SOCKET'), 'unknown'],
  ['an abort', new DOMException('aborted', 'AbortError'), 'unknown'],
  ['no cause', undefined, 'unknown'],
])('%s reads %s', async (_, cause, type) => {
  const { gateway, clock } = scriptedBank(failing(cause));
  const outcome = await gateway.charge(ORDER);
  expect(outcome.type).toBe(type);
  expect('reason' in outcome && outcome.reason).toMatch(/^POST \/charges: /);
  expect(clock.sleeping()).toBe(0);
});

test('silence is unknown after 5 s, and the request is aborted', async () => {
  const { gateway, clock, seen } = scriptedBank(never);
  const outcome = gateway.charge(ORDER);
  await clock.advance(4999);
  expect([clock.sleeping(), seen[0]?.signal.aborted]).toEqual([1, false]);
  await clock.advance(1);
  expect(await outcome).toEqual({
    type: 'unknown',
    reason: 'POST /charges: no answer in 5000 ms',
  });
  expect([clock.sleeping(), seen[0]?.signal.aborted]).toEqual([0, true]);
  expect(gateway.timeoutMs).toBe(5000);
});

test('an answer whose body never ends is unknown after the timeout', async () => {
  const { gateway, clock } = scriptedBank(
    async () => new Response(new ReadableStream({ start: () => undefined }), { status: 201 }),
    800,
  );
  const outcome = gateway.charge(ORDER);
  await clock.advance(800);
  expect((await outcome).type).toBe('unknown');
  expect(clock.sleeping()).toBe(0);
});

test('an answer that comes after the timeout changes nothing', async () => {
  let answer: (response: Response) => void = () => undefined;
  const late = new Promise<Response>((resolve) => (answer = resolve));
  const { gateway, clock } = scriptedBank(() => late);
  const outcome = gateway.charge(ORDER);
  await clock.advance(5000);
  answer(new Response(JSON.stringify(CAPTURED), { status: 201 }));
  expect((await outcome).type).toBe('unknown');
});

test('a refusal that comes after the timeout is no proof that nothing was sent', async () => {
  let refuse: (error: Error) => void = () => undefined;
  const late = new Promise<Response>((_, reject) => (refuse = reject));
  const { gateway, clock } = scriptedBank(() => late);
  const outcome = gateway.charge(ORDER);
  await clock.advance(5000);
  refuse(new TypeError('fetch failed', { cause: systemError('ECONNREFUSED', 'connect') }));
  expect((await outcome).type).toBe('unknown');
});

test('a fetch that throws before it answers is unknown and leaves no timer', async () => {
  const { gateway, clock } = scriptedBank(() => {
    throw new Error('no such thing as a network');
  });
  expect((await gateway.charge(ORDER)).type).toBe('unknown');
  expect(clock.sleeping()).toBe(0);
});

test('no reason that is told repeats the token', async () => {
  const token = 'tok_secret';
  for (const script of [answering(500, { token }), failing(systemError('ECONNRESET', 'read'))]) {
    const outcome = await scriptedBank(script).gateway.charge({ ...ORDER, token });
    expect(JSON.stringify(outcome)).not.toContain(token);
  }
});

test('clients are told of the card page in the bank’s own origin', () => {
  const { gateway } = scriptedBank(never);
  expect(gateway.public).toEqual({ type: 'sandbox', clientUrl: 'http://bank.test/card' });
});
