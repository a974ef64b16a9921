// The operator's command as it is typed, for payments of a shop that died in the middle of them.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { aShop, onPostgres } from './a-process.ts';
import { aPayment, call, captured, pay } from './a-shopper.ts';
import { environmentOf, operator } from './an-operator.ts';

/** A shop that died in the middle of a payment; its bank is still there. */
async function aDeadShop(point: string, env: Record<string, string>) {
  const shop = await aShop({ env });
  const body = { point, times: 1 };
  expect((await call('POST', `${shop.url}/payonce/lab/faults`, { body })).status).toBe(201);
  const payment = await aPayment(shop);
  await pay(shop.url, payment).catch(() => 'cut');
  await shop.exited;
  expect(await readFile(join(shop.dataFolder, 'crashed'), 'utf8')).toBe(point);
  const { id } = payment.shopper.checkout;
  return { shop, id, env: { ...environmentOf(shop), ...env } };
}

test('a payment of a dead embedded shop is brought to its end by hand', async () => {
  const { shop, id, env } = await aDeadShop('crash-after-charge', {});
  expect((await operator(env, `show ${id}`)).out).toContain('being paid: processing');
  // Not before the dead worker's lease has run out; and each look starts a program.
  await vi.waitFor(
    async () => {
      expect((await operator(env, 'sweep')).out).toContain('Payments looked at: 1, ended: 1.');
    },
    { timeout: 60_000, interval: 2_000 },
  );
  expect((await operator(env, `show ${id}`)).out).toContain('  €28.00  paid\n');
  expect(await captured(shop.bankUrl, id)).toHaveLength(1);
});

test("an operator's word is taken while the bank knows nothing, and the bank's before it", async () => {
  const charging = await aDeadShop('crash-after-charge', await onPostgres());
  const wrong = await operator(charging.env, `settle ${charging.id} --not-charged`);
  expect(wrong).toMatchObject({ code: 0, err: '' });
  expect(wrong.out).toMatch(/^Settled, as the bank said when it was asked once more/);
  expect((await operator(charging.env, `show ${charging.id}`)).out).toContain('  €28.00  paid\n');

  const lost = await aDeadShop('crash-before-charge', await onPostgres());
  // Its bank lives on after it: now nobody knows.
  process.kill(Number(await readFile(join(lost.shop.dataFolder, 'bank.pid'), 'utf8')), 'SIGKILL');
  expect(await operator(lost.env, `settle ${lost.id} --not-charged`)).toMatchObject({
    code: 0,
    out: 'Settled, as you said.\n',
  });
  expect((await operator(lost.env, `show ${lost.id}`)).out).toContain('declined (not_completed)');
});
