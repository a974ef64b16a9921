// What proves nothing of a charge: answers that are nobody's word about it, lines that break, banks
// that fall silent. Only a call of which not a byte left is known to have charged nothing.

import { expect, test } from 'vitest';
import {
  answering,
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
  [422, { code: 'token-used' }],
  [422, {}],
  [409, { code: 'key-reused' }],
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
