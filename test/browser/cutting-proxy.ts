// A raw-socket proxy between the browser and the shop. Forwards everything, and when told to, lets
// a payment reach the server, waits for the answer, and cuts the socket instead of passing it on.

import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface CuttingProxy {
  readonly url: string;
  /** The answers to the next `times` payments are lost. */
  cutAnswers(times: number): void;
  /** How many were lost so far. */
  cut(): number;
  close(): Promise<void>;
}

const PAYMENT = /^POST \/payonce\/checkouts\/[^/ ]+\/payments /m;

export async function startCuttingProxy(port: number): Promise<CuttingProxy> {
  let left = 0;
  let done = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    let awaitsPayment = false;
    client.on('data', (bytes) => {
      if (PAYMENT.test(bytes.toString('latin1'))) awaitsPayment = true;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (awaitsPayment && left > 0) {
        left -= 1;
        done += 1;
        client.destroy();
        upstream.destroy();
        return;
      }
      awaitsPayment = false;
      client.write(bytes);
    });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    cutAnswers: (times) => void (left = times),
    cut: () => done,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
