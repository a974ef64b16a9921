// A raw-socket proxy between the browser and the shop. Forwards everything, and when told to, lets
// a payment reach the server and cuts the browser's socket: with the answer in hand, or as soon as
// the payment was read on a connection that had been used before, as a server that closes idle ones
// does.

import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A payment as the server read it. */
export interface SeenPayment {
  readonly head: string;
  readonly body: string;
  /** The connection had carried an exchange before. */
  readonly wasReused: boolean;
}

export interface CuttingProxy {
  readonly url: string;
  /** The answers to the next `times` payments are lost. */
  cutAnswers(times: number): void;
  /** The next `times` payments that come over a used connection find it closed under them. */
  closeReused(times: number): void;
  /** How many were lost so far. */
  cut(): number;
  /** Every payment that went through to the server whole. */
  readonly payments: readonly SeenPayment[];
  /** The first line of every request. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const PAYMENT = /^POST \/payonce\/checkouts\/[^/ ]+\/payments /m;
const REQUEST = /^(?:GET|POST|PATCH|HEAD|OPTIONS) \S+(?= HTTP\/1\.1\r$)/gm;

export async function startCuttingProxy(port: number): Promise<CuttingProxy> {
  const plan = { answers: 0, reused: 0, cut: 0 };
  const payments: SeenPayment[] = [];
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    let awaitsPayment = false;
    let isUsed = false;
    let reading = '';
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      requests.push(...(text.match(REQUEST) ?? []));
      if (reading !== '' || PAYMENT.test(text)) reading += text;
      upstream.write(bytes);
      const payment = wholePayment(reading);
      if (payment === null) return;
      reading = '';
      awaitsPayment = true;
      payments.push({ ...payment, wasReused: isUsed });
      if (!isUsed || plan.reused === 0) return;
      plan.reused -= 1;
      plan.cut += 1;
      // The server has read it and works on it; only the browser's side is gone.
      client.removeAllListeners('close').destroy();
    });
    upstream.on('data', (bytes) => {
      if (awaitsPayment && plan.answers > 0) {
        plan.answers -= 1;
        plan.cut += 1;
        client.destroy();
        upstream.destroy();
        return;
      }
      awaitsPayment = false;
      isUsed = true;
      client.write(bytes);
    });
    join(client, upstream, sockets);
    join(upstream, client, sockets);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    cutAnswers: (times) => void (plan.answers = times),
    closeReused: (times) => void (plan.reused = times),
    cut: () => plan.cut,
    payments,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function join(from: Socket, to: Socket, sockets: Set<Socket>): void {
  sockets.add(from);
  from.on('error', () => to.destroy());
  from.on('close', () => {
    sockets.delete(from);
    to.destroy();
  });
}

/** A payment's head and body once all of it has been read. */
function wholePayment(text: string): { head: string; body: string } | null {
  const start = text.search(PAYMENT);
  const end = text.indexOf('\r\n\r\n', start);
  if (start < 0 || end < 0) return null;
  const head = text.slice(start, end);
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  const body = text.slice(end + 4, end + 4 + length);
  return body.length < length ? null : { head, body };
}
