// Repeats a statement that may safely run again: it hangs from a conditional UPDATE, so a second
// run after a lost COMMIT writes nothing new. Knows no statement.

import type { Clock } from '../protocol/ports.ts';

// Serialization failures and deadlocks clear within milliseconds; a database that restarts takes
// longer than any request may wait, and is the next look's business.
const TRY_DELAYS_MS = [20, 100, 400] as const;

export async function retrying<T>(
  { clock }: { readonly clock: Clock },
  statement: () => Promise<T>,
): Promise<T> {
  for (const delayMs of TRY_DELAYS_MS) {
    try {
      return await statement();
    } catch {
      await clock.sleep(delayMs);
    }
  }
  return statement();
}
