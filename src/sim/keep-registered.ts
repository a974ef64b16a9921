// Tells the bank again and again where its webhooks go, as a server's host does. Knows no webhook.

import type { Clock } from '../protocol/ports.ts';
import type { Payonce } from '../server/payonce.ts';
import type { BankHost } from './bank-host.ts';
import { SHOP_URL } from './places.ts';

// The bank forgets who did not register for 30 s.
const REGISTER_MS = 25_000;

/** For as long as its clock goes. */
export async function keepRegistered(
  bank: BankHost,
  payonce: Payonce,
  clock: Clock,
): Promise<void> {
  for (;;) {
    try {
      bank.register(await payonce.mark(), `${SHOP_URL}/payonce/webhooks/sandbox`);
    } catch {
      // The database did not say; it is asked again soon.
    }
    await clock.sleep(REGISTER_MS);
  }
}
