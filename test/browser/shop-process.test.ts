// The helper that starts the whole shop: what it starts answers, and what it stops is gone, the
// bank too.

import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startShop } from '../support/shop-process.ts';

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

test('a shop that was started answers, with its bank, and is gone when stopped', async () => {
  const shop = await startShop();
  const both = () =>
    Promise.all([answers(`${shop.url}/healthz`), answers(`${shop.bankUrl}/healthz`)]);
  expect(await both()).toEqual([true, true]);
  expect(await shop.stop()).toEqual({ code: 0, signal: null });
  expect(await both()).toEqual([false, false]);
  expect(existsSync(shop.dataFolder)).toBe(false);
});

test('a shop that was killed starts again where it was, and nothing of it is left in the end', async () => {
  const killed = await startShop();
  const { port, bankPort, dataFolder } = killed;
  expect(await killed.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
  const next = await startShop({ port, bankPort, dataFolder });
  expect(await answers(`${next.url}/healthz`)).toBe(true);
  await next.stop();
  await killed.stop();
  expect(await answers(`${next.bankUrl}/healthz`)).toBe(false);
  expect(existsSync(dataFolder)).toBe(false);
});
