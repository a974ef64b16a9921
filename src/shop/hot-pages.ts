// The demo's pages straight from their sources, changing as they are edited: for `npm run dev`.
// Knows the build tool's server; the shop behind it is the same as ever.

import { createServer } from 'vite';
import { listenerOf, serveListener, type Host, type HostOptions } from '../node/http-host.ts';
import type { Fetch } from '../protocol/ports.ts';

export interface HotPages {
  /** Makes the shell load the sources, and what reloads them. */
  readonly transformShell: (url: string, html: string) => Promise<string>;
  /** Serves sources first, and `fetch` for all else. */
  readonly serve: (fetch: Fetch, options: HostOptions) => Promise<Host>;
  close(): Promise<void>;
}

export async function createHotPages(): Promise<HotPages> {
  const tool = await createServer({ appType: 'custom', server: { middlewareMode: true } });
  return {
    transformShell: (url, html) => tool.transformIndexHtml(url, html),
    serve: (fetch, options) => {
      const listener = listenerOf(fetch);
      return serveListener((incoming, outgoing) => {
        tool.middlewares(incoming, outgoing, () => listener(incoming, outgoing));
      }, options);
    },
    close: () => tool.close(),
  };
}
