// A query client for who has none. Knows nothing of checkouts: every query and mutation of ours
// brings its own options.

import { QueryClient } from '@tanstack/query-core';

export function createQueryClient(): QueryClient {
  return new QueryClient();
}
