// A browser sends a POST again by itself when a connection that it had used before is closed under
// it. The page knows nothing of that, and the server gets the same key twice at once.

import { expect, test } from 'vitest';
import { startCuttingProxy, type SeenPayment } from './cutting-proxy.ts';
import { usePlace, visit } from './place.ts';
import { fault, ledger, payButton, untilConfirmed } from './shopper.ts';

const place = usePlace();
const NEVER_SAID = /fail|declin|went wrong|try again|nothing was charged|another tab/i;

function keyOf({ head }: SeenPayment): string {
  return /^idempotency-key: (.+)$/im.exec(head)?.[1]?.trim() ?? 'none';
}

for (const bankMs of [0, 1500]) {
  test(`a used connection that closes after the payment was read, the bank taking ${bankMs} ms: sent twice, charged once`, async () => {
    const proxy = await startCuttingProxy(place.shop.port);
    const { context, page, payments, heard } = await visit(place, proxy.url);
    if (bankMs > 0) await fault(place.shop.bankUrl, 'slow', 1, bankMs);
    proxy.closeReused(1);
    await payButton(page).click();
    const id = await untilConfirmed(page);

    expect(proxy.cut()).toBe(1);
    expect(proxy.payments[0]?.wasReused).toBe(true);
    expect(proxy.payments.length).toBeGreaterThanOrEqual(2);
    expect(new Set(proxy.payments.map(keyOf)).size).toBe(1);
    expect(new Set(proxy.payments.map(({ body }) => body)).size).toBe(1);
    // The browser's own doing: to the page it was one request fewer than to the server.
    expect(payments).toHaveLength(proxy.payments.length - 1);
    expect(await ledger(place.shop.bankUrl, id)).toMatchObject([{ status: 'captured' }]);
    for (const text of heard()) expect(text).not.toMatch(NEVER_SAID);
    await context.close();
    await proxy.close();
  });
}
