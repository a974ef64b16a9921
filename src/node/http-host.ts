// Serves a `Fetch` over HTTP on this machine's loopback addresses, or on others that are named. Drains on close. Knows
// sockets; not what is served.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Fetch } from '../protocol/ports.ts';

export interface HostOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Addresses to listen on; default both of this machine's own. */
  readonly addresses?: readonly string[];
  /** How long requests in flight may take to end when closing. */
  readonly drainMs?: number;
}

export interface Host {
  readonly port: number;
  /** `http://localhost:<port>`. */
  readonly url: string;
  /** Takes no more requests and waits for those in flight, within the bound. */
  close(): Promise<void>;
}

export type NodeListener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

// `localhost` is either of them, depending on the system and on the client.
const LOOPBACK = ['127.0.0.1', '::1'];
// Longer than browsers and proxies keep an idle connection: the side that sends requests should be the one to close.
const KEEP_ALIVE_MS = 65_000;
// Longer than any payment waits for its bank.
const DEFAULT_DRAIN_MS = 10_000;

/** Serves `fetch`; a rejected request gets a bare 500, which a `Fetch` of ours never causes. */
export function serveFetch(fetch: Fetch, options: HostOptions): Promise<Host> {
  const listener = getRequestListener((request) => fetch(request), { overrideGlobalObjects: false });
  return serveListener((incoming, outgoing) => void listener(incoming, outgoing), options);
}

/** Serves a Node listener, for what a `Fetch` cannot express. */
export async function serveListener(listener: NodeListener, options: HostOptions): Promise<Host> {
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    const drainMs = options.drainMs ?? DEFAULT_DRAIN_MS;
    await Promise.all(servers.map((server) => closeServer(server, drainMs)));
  };
  let port = options.port;
  for (const address of options.addresses ?? LOOPBACK) {
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
    try {
      await listen(server, port, address);
    } catch (error) {
      // A machine without IPv6 (or without IPv4) is fine as long as the other is there.
      if (isAddressMissing(error)) continue;
      await close();
      throw error;
    }
    servers.push(server);
    port = (server.address() as AddressInfo).port;
  }
  if (servers.length === 0) throw new Error('This machine has no loopback address to listen on.');
  return { port, url: `http://localhost:${port}`, close };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function isAddressMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
}

function closeServer(server: Server, drainMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
