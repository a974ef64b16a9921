// A payonce server whose tables stand.

import { createPayonce, type Payonce } from '../../src/server/payonce.ts';
import type { PayonceOptions } from '../../src/server/options.ts';

export async function migratedPayonce(options: PayonceOptions): Promise<Payonce> {
  const payonce = createPayonce(options);
  await payonce.migrate();
  return payonce;
}
