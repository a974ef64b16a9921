// The lab of one page: its log, its own faults, and the ports that the widget is given so that it
// lives with them. Made once a page; knows the real browser.

import type { ClientPorts, PagePort } from '../../index.ts';
import { browserPage } from '../../platform/page.ts';
import { systemClock, systemFetch } from '../../platform/system.ts';
import { createBrowserFaults, type BrowserFaults } from './browser-faults.ts';
import { createLog, type Log, type Shelf } from './log.ts';
import { createWire } from './wire.ts';

export interface PageLab {
  readonly log: Log;
  readonly faults: BrowserFaults;
  /** For the widget's provider. */
  readonly ports: Partial<ClientPorts>;
}

const SHELF = 'payonce-lab-log';

const tabShelf: Shelf = {
  read: () => sessionStorage.getItem(SHELF),
  write: (text) => sessionStorage.setItem(SHELF, text),
};

export function createPageLab(): PageLab {
  const log = createLog(() => systemClock.now(), tabShelf);
  const faults = createBrowserFaults();
  const fetch = createWire({
    fetch: systemFetch,
    clock: systemClock,
    faults,
    log,
    reload: () => location.reload(),
  });
  return { log, faults, ports: { fetch, page: pageWith(faults) } };
}

/** The page as it is, and offline besides when the lab says so. */
function pageWith(faults: BrowserFaults): PagePort {
  const page = browserPage();
  return {
    ...page,
    isOnline: () => !faults.isOffline() && page.isOnline(),
    onWake(listener) {
      let wasOffline = faults.isOffline();
      const stop = page.onWake(listener);
      const leave = faults.subscribe(() => {
        const isOffline = faults.isOffline();
        if (isOffline === wasOffline) return;
        wasOffline = isOffline;
        listener(isOffline ? 'offline' : 'online');
      });
      return () => {
        leave();
        stop();
      };
    },
  };
}
