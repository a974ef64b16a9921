// Reading a body: the limit holds whatever the headers claim and however the bytes arrive.

import { expect, test } from 'vitest';
import { readJsonBody } from '../../src/protocol/json-body.ts';

const LIMIT_BYTES = 16 * 1024;

const parse = (of: Request) => readJsonBody(of, LIMIT_BYTES);

function request(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  const type = { 'Content-Type': 'application/json', ...headers };
  const init = { method: 'POST', body, headers: type, duplex: 'half' };
  return new Request('http://shop.test/', init);
}

/** A JSON text of `bytes` bytes. */
function textOf(bytes: number): string {
  return `"${'x'.repeat(bytes - 2)}"`;
}

interface Chunks {
  readonly stream: ReadableStream<Uint8Array>;
  readonly seen: { pulled: number; canceled: boolean };
}

/** A body of `count` chunks of `size` bytes each, which notes how much of it was asked for. */
function chunks(count: number, size: number): Chunks {
  const seen = { pulled: 0, canceled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        seen.pulled += 1;
        controller.enqueue(new Uint8Array(size).fill(0x20));
        if (seen.pulled === count) controller.close();
      },
      cancel: () => void (seen.canceled = true),
    },
    { highWaterMark: 0 },
  );
  return { stream, seen };
}

test('a body is read as JSON', async () => {
  expect(await parse(request('{"a":[1,"ü"]}'))).toEqual({
    type: 'json',
    value: { a: [1, 'ü'] },
  });
});

test('a body at the limit is read, one byte more is too large', async () => {
  expect((await parse(request(textOf(LIMIT_BYTES)))).type).toBe('json');
  expect(await parse(request(textOf(LIMIT_BYTES + 1)))).toEqual({
    type: 'too-large',
    limitBytes: LIMIT_BYTES,
  });
});

test('the limit counts bytes, not characters', async () => {
  const tea = '🍵'.repeat(LIMIT_BYTES / 4 - 1);
  expect((await parse(request(`"${tea}ab"`))).type).toBe('json');
  expect((await parse(request(`"${tea}abc"`))).type).toBe('too-large');
});

test('a body that arrives in pieces is put together', async () => {
  const text = new TextEncoder().encode('{"cartId":"🍵"}');
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of text) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  expect(await parse(request(stream))).toEqual({ type: 'json', value: { cartId: '🍵' } });
});

test('a stream at the limit is read to its end', async () => {
  const { stream, seen } = chunks(16, 1024);
  expect((await parse(request(stream))).type).toBe('unreadable');
  expect(seen).toEqual({ pulled: 16, canceled: false });
});

test('a stream without end is given up right behind the limit', async () => {
  const { stream, seen } = chunks(Number.POSITIVE_INFINITY, 1024);
  expect((await parse(request(stream))).type).toBe('too-large');
  expect(seen).toEqual({ pulled: 17, canceled: true });
});

test.each(['0', '1', '16384', '-1', 'many', '', '1e3', '0x10'])(
  'a content length of "%s" does not let a larger body in',
  async (length) => {
    const { stream, seen } = chunks(100, 1024);
    const body = await parse(request(stream, { 'Content-Length': length }));
    expect(body.type).toBe('too-large');
    expect(seen.pulled).toBe(17);
  },
);

test.each(['16385', '1048576', '1e9', 'Infinity'])(
  'a content length of %s is refused before a byte is read',
  async (length) => {
    const { stream, seen } = chunks(1, 1024);
    const body = await parse(request(stream, { 'Content-Length': length }));
    expect(body.type).toBe('too-large');
    expect(seen.pulled).toBe(0);
  },
);

test('a body that is too large is told so before its type is', async () => {
  const headers = { 'Content-Length': '1048576', 'Content-Type': 'text/plain' };
  expect((await parse(request('x', headers))).type).toBe('too-large');
});

test.each([
  ['application/json', 'json'],
  ['application/json; charset=utf-8', 'json'],
  ['APPLICATION/JSON;charset=UTF-8', 'json'],
  ['application/json ;x', 'json'],
  ['application/jsonx', 'unsupported'],
  ['application/json+x', 'unsupported'],
  ['application/problem+json', 'unsupported'],
  ['text/json', 'unsupported'],
  ['text/plain; application/json', 'unsupported'],
  ['x application/json', 'unsupported'],
  ['', 'unsupported'],
])('the media type "%s" is %s', async (type, read) => {
  expect((await parse(request('{}', { 'Content-Type': type }))).type).toBe(read);
});

test('a body of an unsupported type is not read', async () => {
  const { stream, seen } = chunks(1, 1);
  await parse(request(stream, { 'Content-Type': 'text/plain' }));
  expect(seen.pulled).toBe(0);
});

test.each([
  ['nothing', ''],
  ['half an object', '{"a":'],
  ['two values', '{} {}'],
  ['no JSON', 'a=1'],
  ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ['half a character', new Uint8Array([0x22, 0xf0, 0x9f, 0x22])],
  ['a surrogate as bytes', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ['UTF-16', new Uint8Array([0x7b, 0x00, 0x7d, 0x00])],
])('%s is unreadable, with a reason', async (_, raw) => {
  const body = await parse(request(raw));
  expect(body.type).toBe('unreadable');
  expect(body.type === 'unreadable' && body.reason).toMatch(/\w/);
});

test('a request without a body is unreadable', async () => {
  expect((await parse(request(null))).type).toBe('unreadable');
});

test('nesting as deep as the limit allows is read without a throw', async () => {
  const deep = '['.repeat(LIMIT_BYTES / 2) + ']'.repeat(LIMIT_BYTES / 2);
  expect((await parse(request(deep))).type).toBe('json');
});

test('a body that breaks off is an error, not an empty message', async () => {
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.error(new Error('the client is gone')),
  });
  await expect(parse(request(stream))).rejects.toThrow('the client is gone');
});
