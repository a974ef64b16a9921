// The outside world of a real page (or of Node), gathered for the headless checkout. Safe to import
// without a DOM.

import type { ClientPorts } from '../client/ports.ts';
import { createQueryClient } from '../client/query-client.ts';
import { browserPage } from './page.ts';
import { browserTabs } from './tabs.ts';
import { systemClock, systemFetch, systemRandom } from './system.ts';

/** Real clock, randomness, fetch and page; `queryClient` is the caller's own, or a new one. */
export function platformPorts(queryClient?: ClientPorts['queryClient']): ClientPorts {
  return {
    fetch: systemFetch,
    clock: systemClock,
    random: systemRandom,
    page: browserPage(),
    queryClient: queryClient ?? createQueryClient(),
    tabs: browserTabs(),
  };
}
