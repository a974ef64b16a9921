// Serves a `Fetch` over HTTP on this machine's loopback addresses, or on others that are named.
// Drains on close. Knows sockets; not what is served.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Fetch } from '../protocol/ports.ts';
import { codeOf } from './error-code.ts';
import { countedAddress } from './peer-address.ts';

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
// Longer than browsers and proxies keep an idle connection: the side that sends requests should be
// the one to close.
const KEEP_ALIVE_MS = 65_000;
// Longer than any payment waits for its bank.
const DEFAULT_DRAIN_MS = 10_000;

/** No answer goes out: the host cuts the connection and sends nothing. */
export class ConnectionCut extends Error {
  override readonly name = 'ConnectionCut';
}

const addresses = new WeakMap<Request, string | null>();

/**
 * Where a request served here came from: an IPv4 address, or the network of an IPv6 one. Null,
 * which is not limited by address, for one that came from this machine or a private network, as by
 * a proxy, and for one that was not served here.
 */
export function addressOf(request: Request): string | null {
  return addresses.get(request) ?? null;
}

/** Serves `fetch`. */
export function serveFetch(fetch: Fetch, options: HostOptions): Promise<Host> {
  return serveListener(listenerOf(fetch), options);
}

/**
 * A Node listener that answers with `fetch`. One that rejects with `ConnectionCut` gets its
 * connection cut, any other a bare 500, which a `Fetch` of ours never causes.
 */
export function listenerOf(fetch: Fetch): NodeListener {
  const listener = getRequestListener(
    async (request, { incoming }) => {
      const { remoteAddress } = incoming.socket;
      if (remoteAddress !== undefined) addresses.set(request, countedAddress(remoteAddress));
      try {
        return await fetch(request);
      } catch (error) {
        if (!(error instanceof ConnectionCut)) throw error;
        incoming.socket.destroy();
        return new Response(null, { headers: { 'x-hono-already-sent': 'true' } });
      }
    },
    { overrideGlobalObjects: false },
  );
  return (incoming, outgoing) => void listener(incoming, outgoing);
}

/** Serves a Node listener, for what a `Fetch` cannot express. */
export async function serveListener(listener: NodeListener, options: HostOptions): Promise<Host> {
  const { drainMs = DEFAULT_DRAIN_MS } = options;
  const doors: Door[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(doors.map((door) => door.close(drainMs)));
  };
  let port = options.port;
  for (const address of options.addresses ?? LOOPBACK) {
    try {
      const door = await openDoor(listener, port, address);
      doors.push(door);
      port = door.port;
    } catch (error) {
      // A machine without IPv6 (or without IPv4) is fine as long as the other is there.
      if (isAddressMissing(error)) continue;
      await close();
      throw error;
    }
  }
  if (doors.length === 0) throw new Error('This machine has no loopback address to listen on.');
  return { port, url: `http://localhost:${port}`, close };
}

interface Door {
  readonly port: number;
  close(drainMs: number): Promise<void>;
}

async function openDoor(listener: NodeListener, port: number, address: string): Promise<Door> {
  const answering = new Set<ServerResponse>();
  let isClosing = false;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, outgoing) => {
    answering.add(outgoing);
    outgoing.once('close', () => answering.delete(outgoing));
    if (isClosing) announceEnd(outgoing);
    listener(incoming, outgoing);
  });
  await listen(server, port, address);
  return {
    port: (server.address() as AddressInfo).port,
    close(drainMs) {
      isClosing = true;
      for (const outgoing of answering) announceEnd(outgoing);
      return closeServer(server, drainMs);
    },
  };
}

/** A connection that its client would keep must not keep us: this answer is its last. */
function announceEnd(outgoing: ServerResponse): void {
  if (!outgoing.headersSent) outgoing.setHeader('Connection', 'close');
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(inWords(error, port)));
    server.listen({ port, host }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function inWords(error: Error, port: number): Error {
  if (codeOf(error) !== 'EADDRINUSE') return error;
  const words = `Port ${port} is in use by another process: stop it, or set another port.`;
  return new Error(`${words} (EADDRINUSE)`, { cause: error });
}

function isAddressMissing(error: unknown): boolean {
  const code = codeOf(error);
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
