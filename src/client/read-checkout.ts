// Reads one checkout, for a confirmation page. Only ever GETs: however often the page is opened,
// reloaded or prerendered, nothing is begun, renewed or paid. Takes no latch and offers nothing to
// press.

import { getCheckout, resolveApi } from './api.ts';
import { privateFacts } from './latch.ts';
import { createListeners } from './listeners.ts';
import type { ClientPorts } from './ports.ts';
import { LOADING, type Snapshot } from './snapshot.ts';
import { Watch } from './watch.ts';

/** Which checkout is read, and where. */
export interface ReadCheckoutOptions {
  /**
   * Where the payonce API is mounted: an absolute URL, or a path of the page's own origin such as
   * "/payonce".
   */
  readonly api: string;
  readonly checkoutId: string;
}

/** One checkout as a confirmation page shows it. */
export interface CheckoutReader {
  /** Calls `listener` after every change of the snapshot, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /** The same reference until something changed; `canSubmit` is always false. */
  getSnapshot(): Snapshot;
  getServerSnapshot(): Snapshot;
  /** Asks the server now. */
  refresh(): Promise<void>;
  /**
   * Begins asking and following; returns what ends it. Starts nest, so mount, unmount, mount is
   * safe.
   */
  start(): () => void;
  /** Ends every start. */
  dispose(): void;
}

// Tells the queries of several readers on one page apart.
let readers = 0;

/** A reader of one checkout over the given ports. */
export function readCheckout(ports: ClientPorts, options: ReadCheckoutOptions): CheckoutReader {
  const { checkoutId } = options;
  const listeners = createListeners<{ snapshot: null }>();
  const stops = new Set<() => void>();
  let opened: Watch | null = null;
  let shown = LOADING;

  function open(): Watch {
    return (opened ??= watchOver(resolveApi(options.api, ports.page)));
  }

  function watchOver(api: string): Watch {
    readers += 1;
    return new Watch({
      ports,
      latch: privateFacts(),
      queryKey: ['payonce', 'confirmation', api, checkoutId, readers],
      renews: false,
      tabsName: null,
      read: (_facts, signal) => getCheckout(ports, api, checkoutId, signal),
      onChange: (_before, after) => {
        shown = { ...after, canSubmit: false };
        listeners.emit('snapshot', null);
      },
    });
  }

  return {
    subscribe: (listener) => listeners.on('snapshot', listener),
    getSnapshot: () => shown,
    getServerSnapshot: () => LOADING,
    refresh: async () => {
      await open().ask();
    },
    start: () => {
      const unfollow = open().follow();
      const stop = () => {
        stops.delete(stop);
        unfollow();
      };
      stops.add(stop);
      return stop;
    },
    dispose: () => {
      for (const stop of [...stops]) stop();
    },
  };
}
