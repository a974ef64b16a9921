// What a rejected fetch proves. "not-sent" allows a second charge, so every doubt is "unknown".

import { expect, test } from 'vitest';
import { sendFailure } from '../../src/gateways/send-failure.ts';
import { systemError } from './scripted-bank.ts';

const refused = systemError('ECONNREFUSED', 'connect');
const reset = systemError('ECONNRESET', 'read');

const failed = (cause: unknown) => new TypeError('fetch failed', { cause });

test.each([
  ['ECONNREFUSED', 'connect'],
  ['ENETUNREACH', 'connect'],
  ['EHOSTUNREACH', 'connect'],
  ['ENOTFOUND', 'getaddrinfo'],
  ['EAI_AGAIN', 'getaddrinfo'],
  ['UND_ERR_CONNECT_TIMEOUT', undefined],
])('%s of %s means that not a byte left', (code, syscall) => {
  expect(sendFailure(failed(systemError(code, syscall)))).toBe('not-sent');
});

test.each([
  ['ECONNRESET', 'connect'],
  ['ECONNRESET', 'read'],
  ['EPIPE', 'write'],
  ['ETIMEDOUT', 'connect'],
  ['ETIMEDOUT', 'read'],
  ['ECONNREFUSED', 'read'],
  ['EHOSTUNREACH', 'read'],
  ['ENETUNREACH', 'write'],
  ['UND_ERR_SOCKET', undefined],
  ['UND_ERR_HEADERS_TIMEOUT', undefined],
  ['UND_ERR_BODY_TIMEOUT', undefined],
  ['UND_ERR_ABORTED', undefined],
  ['ABORT_ERR', undefined],
  ['econnrefused', 'connect'],
  ['', undefined],
])('%s of %s proves nothing', (code, syscall) => {
  expect(sendFailure(failed(systemError(code, syscall)))).toBe('unknown');
});

test('a host with several addresses was not reached when all of them refused', () => {
  const unreachable = systemError('EHOSTUNREACH', 'connect');
  expect(sendFailure(failed(new AggregateError([refused, unreachable])))).toBe('not-sent');
});

test('one address that may have taken bytes is enough to prove nothing', () => {
  expect(sendFailure(failed(new AggregateError([refused, reset])))).toBe('unknown');
  expect(sendFailure(failed(new AggregateError([reset, refused])))).toBe('unknown');
  expect(sendFailure(failed(new AggregateError([refused, undefined])))).toBe('unknown');
});

test('no address tried at all proves nothing', () => {
  expect(sendFailure(failed(new AggregateError([])))).toBe('unknown');
});

test.each([
  ['an error without a cause', new TypeError('fetch failed')],
  ['a refusal that is not the cause', refused],
  ['a cause that is text', failed('ECONNREFUSED')],
  ['a cause that is null', failed(null)],
  ['a cause with a code that is no text', failed({ code: 111 })],
  ['a cause of a cause', failed(failed(refused))],
  ['an abort', new DOMException('aborted', 'AbortError')],
  ['text', 'ECONNREFUSED'],
  ['nothing', undefined],
  ['null', null],
  ['what only looks like an error', { cause: { code: 'ECONNREFUSED' } }],
])('%s proves nothing', (_, error) => {
  expect(sendFailure(error)).toBe('unknown');
});
