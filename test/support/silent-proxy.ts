// Stands between a client and a TCP server, and can fall silent: connections stay open and take
// what they are sent, but bring no answer, as after a failover that nobody was told of. Knows
// nothing of what goes through it.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface SilentProxy {
  readonly port: number;
  /** From now on no connection brings an answer, be it old or new. */
  silence(): void;
  /** New connections work; those from before stay silent. */
  heal(): void;
  /** What was held back on the old connections arrives after all. */
  release(): void;
  close(): Promise<void>;
}

interface Link {
  readonly near: Socket;
  readonly far: Socket;
  readonly held: Buffer[];
  isSilent: boolean;
}

export async function silentProxy(toPort: number): Promise<SilentProxy> {
  const links = new Set<Link>();
  let isSilent = false;
  const server = createServer((near) => {
    const link: Link = { near, far: connect(toPort, '127.0.0.1'), held: [], isSilent };
    links.add(link);
    pass(link);
    near.once('close', () => links.delete(link));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    silence() {
      isSilent = true;
      for (const link of links) link.isSilent = true;
    },
    heal() {
      isSilent = false;
    },
    release() {
      for (const link of links) {
        link.isSilent = false;
        for (const chunk of link.held.splice(0)) link.near.write(chunk);
      }
    },
    async close() {
      for (const { near, far } of links) {
        near.destroy();
        far.destroy();
      }
      server.close();
      await once(server, 'close');
    },
  };
}

function pass(link: Link): void {
  const { near, far, held } = link;
  near.on('data', (chunk: Buffer) => far.write(chunk));
  far.on('data', (chunk: Buffer) => {
    if (link.isSilent) held.push(chunk);
    else near.write(chunk);
  });
  // Either side may break off: that is what the proxy is for.
  for (const [socket, other] of [
    [near, far],
    [far, near],
  ] as const) {
    socket.on('error', () => other.destroy());
    socket.once('close', () => other.destroy());
  }
}
