// Answers that never arrive: from the server to the page, and from the bank to the server. The same
// key and body go out again, the money moves once, and nobody reads that it failed.

import { afterEach, expect, test } from 'vitest';
import { startCuttingProxy } from './cutting-proxy.ts';
import { usePlace, visit } from './place.ts';
import { captured, clearFaults, fault, ledger, payButton, untilConfirmed } from './shopper.ts';

const place = usePlace();
const NEVER_SAID = /fail|declin|went wrong|try again|nothing was charged/i;

afterEach(() => clearFaults(place.shop.bankUrl));

test('three lost answers in a row are retried with the same key and body, and charged once', async () => {
  const proxy = await startCuttingProxy(place.shop.port);
  const { context, page, payments, heard } = await visit(place, proxy.url);
  proxy.cutAnswers(3);
  await payButton(page).click();
  const id = await untilConfirmed(page);
  expect(proxy.cut()).toBe(3);
  const keys = new Set(
    await Promise.all(payments.map((one) => one.headerValue('idempotency-key'))),
  );
  expect(keys.size).toBe(1);
  expect(new Set(payments.map((one) => one.postData())).size).toBe(1);
  expect(await ledger(place.shop.bankUrl, id)).toHaveLength(1);
  for (const text of heard()) expect(text).not.toMatch(NEVER_SAID);
  await context.close();
  await proxy.close();
});

const CHARGED = ['answer-lost', 'error-after', 'slow'];
const NOT_CHARGED = ['request-lost', 'error-before', 'unreachable'];

for (const point of [...CHARGED, ...NOT_CHARGED]) {
  test(`a bank that fails with ${point} charges once, and nothing is said to have failed`, async () => {
    const { context, page, heard } = await visit(place);
    await fault(place.shop.bankUrl, point, 1, 7000);
    await payButton(page).click();
    const id = await untilConfirmed(page);
    expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
    for (const text of heard()) expect(text).not.toMatch(NEVER_SAID);
    await context.close();
  });
}
