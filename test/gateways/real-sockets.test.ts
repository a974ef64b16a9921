// The gateway over Node's own fetch and real sockets: what really comes back when a port refuses, a
// host has no name, a bank hangs up, or a proxy redirects.

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { sandboxGateway } from '../../src/gateways/sandbox.ts';
import { systemClock, systemFetch } from '../../src/platform/system.ts';
import type { Gateway } from '../../src/server/gateway.ts';
import { CAPTURED, KEY, ORDER } from './scripted-bank.ts';

function gatewayAt(url: string, timeoutMs = 4000): Gateway {
  return sandboxGateway({ url, fetch: systemFetch, clock: systemClock, timeoutMs });
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address that nobody listens on: it was free a moment ago. */
async function refusingUrl(): Promise<string> {
  const server = createServer();
  const url = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

interface Rude {
  readonly url: string;
  /** What the server has read, in whole requests. */
  readonly requests: string[];
}

/** A server that reads one request to its end and then does what `then` says. */
async function rude(then: (socket: Socket) => void): Promise<Rude> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      text += bytes.toString('utf8');
      if (!text.includes('\r\n\r\n') || (text.startsWith('POST') && !text.endsWith('}'))) return;
      requests.push(text);
      text = '';
      then(socket);
    });
  });
  const url = await listening(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url, requests };
}

const CHARGED = JSON.stringify(CAPTURED);
const HEAD = `HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n`;

test('a port that refuses got nothing', async () => {
  expect(await gatewayAt(await refusingUrl()).charge(ORDER)).toMatchObject({ type: 'not-sent' });
});

test('a port that refuses on both addresses of this machine got nothing', async () => {
  const url = (await refusingUrl()).replace('127.0.0.1', 'localhost');
  expect(await gatewayAt(url).charge(ORDER)).toMatchObject({ type: 'not-sent' });
});

test('a host that does not resolve got nothing', async () => {
  const outcome = await gatewayAt('http://bank.invalid').charge(ORDER);
  expect(outcome).toMatchObject({ type: 'not-sent' });
});

test('a bank that reads the charge and hangs up may have charged', async () => {
  const bank = await rude((socket) => socket.end());
  expect(await gatewayAt(bank.url).charge(ORDER)).toMatchObject({ type: 'unknown' });
  expect(bank.requests).toHaveLength(1);
});

test('a bank that reads the charge and resets the connection may have charged', async () => {
  const bank = await rude((socket) => socket.resetAndDestroy());
  expect(await gatewayAt(bank.url).charge(ORDER)).toMatchObject({ type: 'unknown' });
  expect(bank.requests).toHaveLength(1);
});

test('a bank that hangs up after its headers may have charged', async () => {
  const bank = await rude((socket) => {
    socket.end(`${HEAD}Content-Length: ${CHARGED.length}\r\n\r\n`);
  });
  expect(await gatewayAt(bank.url).charge(ORDER)).toMatchObject({ type: 'unknown' });
});

test('a bank that hangs up in the middle of its body may have charged', async () => {
  const bank = await rude((socket) => {
    socket.end(`${HEAD}Content-Length: ${CHARGED.length}\r\n\r\n${CHARGED.slice(0, 40)}`);
  });
  expect(await gatewayAt(bank.url).charge(ORDER)).toMatchObject({ type: 'unknown' });
});

test('a bank that answers in something else than HTTP may have charged', async () => {
  const bank = await rude((socket) => socket.end('220 smtp ready\r\n'));
  expect(await gatewayAt(bank.url).charge(ORDER)).toMatchObject({ type: 'unknown' });
});

test('a bank that never answers may have charged', async () => {
  const bank = await rude(() => undefined);
  const outcome = await gatewayAt(bank.url, 150).charge(ORDER);
  expect(outcome).toEqual({ type: 'unknown', reason: 'POST /charges: no answer in 150 ms' });
  expect(bank.requests).toHaveLength(1);
});

test('a bank that answers has charged', async () => {
  const bank = await rude((socket) => {
    socket.end(`${HEAD}Content-Length: ${CHARGED.length}\r\n\r\n${CHARGED}`);
  });
  expect(await gatewayAt(bank.url).charge(ORDER)).toMatchObject({ type: 'succeeded' });
});

test.each([301, 302, 307, 308])(
  'a charge that was answered with a %i to a dead address may have charged',
  async (status) => {
    const dead = await refusingUrl();
    const bank = await rude((socket) => {
      socket.end(
        `HTTP/1.1 ${status} Moved\r\nLocation: ${dead}/charges\r\nContent-Length: 0\r\n\r\n`,
      );
    });
    expect(await gatewayAt(bank.url).charge(ORDER)).toMatchObject({ type: 'unknown' });
    expect(bank.requests).toHaveLength(1);
  },
);

test('a charge that is redirected is not sent a second time', async () => {
  const other = await rude((socket) => socket.end());
  const bank = await rude((socket) => {
    socket.end(`HTTP/1.1 307 Moved\r\nLocation: ${other.url}/charges\r\nContent-Length: 0\r\n\r\n`);
  });
  await gatewayAt(bank.url).charge(ORDER);
  expect(other.requests).toHaveLength(0);
});

test('a reused connection that dies under the second charge sends it once', async () => {
  let answered = 0;
  const bank = await rude((socket) => {
    answered += 1;
    if (answered > 1) socket.destroy();
    else socket.write(`${HEAD}Content-Length: ${CHARGED.length}\r\n\r\n${CHARGED}`);
  });
  const gateway = gatewayAt(bank.url);
  expect((await gateway.charge(ORDER)).type).toBe('succeeded');
  expect((await gateway.charge(ORDER)).type).toBe('unknown');
  expect(bank.requests).toHaveLength(2);
});

test.each([
  ['lookup', (gateway: Gateway) => gateway.lookup(KEY)],
  ['cancel', (gateway: Gateway) => gateway.cancel(KEY)],
])('a %s at a port that refuses is unknown', async (_, ask) => {
  expect(await ask(gatewayAt(await refusingUrl()))).toMatchObject({ type: 'unknown' });
});
