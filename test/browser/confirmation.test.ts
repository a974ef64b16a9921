// The confirmation only reads, however often and however it is opened, and tells strangers nothing.

import { expect, test } from 'vitest';
import { CALM, usePlace, visit } from './place.ts';
import { ledger, payButton, untilConfirmed } from './shopper.ts';

const place = usePlace();

test('a hundred visits of the confirmation post nothing and charge nothing', async () => {
  const { context, page } = await visit(place);
  await payButton(page).click();
  const id = await untilConfirmed(page);
  const before = await ledger(place.shop.bankUrl);
  const posts: string[] = [];
  context.on('request', (request) => {
    if (request.method() !== 'GET') posts.push(`${request.method()} ${request.url()}`);
  });
  const address = page.url();
  for (let round = 0; round < 10; round += 1) {
    for (let count = 0; count < 4; count += 1) {
      await page.reload();
      await untilConfirmed(page);
      await page.goto(address);
      await untilConfirmed(page);
    }
    await page.goto(place.shop.url);
    await page.goBack();
    await untilConfirmed(page);
    const tab = await context.newPage();
    await tab.goto(address);
    await untilConfirmed(tab);
    await tab.close();
  }
  expect(posts).toEqual([]);
  expect(await ledger(place.shop.bankUrl)).toEqual(before);
  expect(before.filter((charge) => charge.status === 'captured')).toHaveLength(1);
  expect(await page.getByText(id).count()).toBeGreaterThan(0);
  await context.close();
}, 180_000);

test("a stranger gets 404 and nothing of somebody else's confirmation", async () => {
  const { context, page } = await visit(place);
  await payButton(page).click();
  const id = await untilConfirmed(page);
  const stranger = await place.browser.newContext(CALM);
  const theirs = await stranger.newPage();
  const opened = await theirs.goto(`${place.shop.url}/confirmation/${id}`);
  expect(opened?.status()).toBe(404);
  await theirs.getByRole('heading', { level: 1 }).waitFor();
  const text = (await theirs.textContent('body')) ?? '';
  expect(text).not.toMatch(/thank you|€|4242/i);
  const missing = await theirs.goto(`${place.shop.url}/confirmation/chk_${'0'.repeat(32)}`);
  expect(missing?.status()).toBe(404);
  const body = async (checkout: string) =>
    (await stranger.request.get(`${place.shop.url}/payonce/checkouts/${checkout}`)).text();
  expect(await body(id)).toBe(await body('chk_none'));
  await Promise.all([context.close(), stranger.close()]);
});

test('the checkout of a paid cart leads to its confirmation, and the back button does not trap', async () => {
  const { context, page } = await visit(place);
  await payButton(page).click();
  const id = await untilConfirmed(page);
  await page.goto(`${place.shop.url}/checkout`);
  expect(await untilConfirmed(page)).toBe(id);
  await page.goto(place.shop.url);
  await page.goBack();
  expect(await untilConfirmed(page)).toBe(id);
  await context.close();
});
