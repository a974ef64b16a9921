// One cart in several tabs, pages that go away while paying, and coming back: one charge, found
// again.

import { expect, test } from 'vitest';
import { holdPayments, usePlace, visit } from './place.ts';
import {
  captured,
  enterCard,
  fault,
  ledger,
  openCheckout,
  payButton,
  press,
  untilConfirmed,
  untilStatus,
  watchPayments,
} from './shopper.ts';

const place = usePlace();

test('two tabs that pay at once are charged once and both end on the confirmation', async () => {
  const { context, page } = await visit(place);
  const other = await context.newPage();
  await openCheckout(other, place.shop.url);
  await enterCard(other);
  await Promise.all([press(page), press(other)]);
  const ids = await Promise.all([untilConfirmed(page), untilConfirmed(other)]);
  expect(new Set(ids).size).toBe(1);
  expect(await captured(place.shop.bankUrl, ids[0])).toHaveLength(1);
  await context.close();
});

test('two browsers that share the cookie and pay at once are charged once', async () => {
  const { context, page } = await visit(place);
  const twin = await place.browser.newContext({ storageState: await context.storageState() });
  const other = await twin.newPage();
  await openCheckout(other, place.shop.url);
  await enterCard(other);
  await Promise.all([press(page), press(other)]);
  const ids = await Promise.all([untilConfirmed(page), untilConfirmed(other)]);
  expect(new Set(ids).size).toBe(1);
  expect(await captured(place.shop.bankUrl, ids[0])).toHaveLength(1);
  await Promise.all([context.close(), twin.close()]);
});

test('reloading while paying finds the payment again, with no second form', async () => {
  const { context, page, payments } = await visit(place);
  await fault(place.shop.bankUrl, 'slow', 1, 4000);
  const charges = async () => (await ledger(place.shop.bankUrl)).length;
  const before = await charges();
  await payButton(page).click();
  await expect.poll(charges).toBe(before + 1);
  await page.reload();
  await untilStatus(page, 'checking', 'processing', 'paying');
  expect(await page.locator('iframe[title="Card details"]:visible').count()).toBe(0);
  const id = await untilConfirmed(page);
  expect(payments).toHaveLength(1);
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
  await context.close();
});

test('closing the tab while paying and coming back finds the payment again', async () => {
  const { context, page, payments } = await visit(place);
  await fault(place.shop.bankUrl, 'slow', 1, 3000);
  const sent = page.waitForRequest((request) => request.url().endsWith('/payments'));
  await payButton(page).click();
  await sent;
  await page.close();
  const back = await context.newPage();
  await back.goto(`${place.shop.url}/checkout`);
  const id = await untilConfirmed(back);
  expect(payments).toHaveLength(1);
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
  await context.close();
});

test('a second tab that is opened while the first pays shows the payment and pays nothing', async () => {
  const { context, page } = await visit(place);
  const payments = watchPayments(context);
  const letGo = await holdPayments(place, context);
  const sent = page.waitForRequest((request) => request.url().endsWith('/payments'));
  await payButton(page).click();
  await sent;
  const second = await context.newPage();
  await second.goto(`${place.shop.url}/checkout`);
  await untilStatus(second, 'checking', 'processing', 'paying');
  letGo();
  const ids = await Promise.all([untilConfirmed(page), untilConfirmed(second)]);
  expect(payments).toHaveLength(1);
  expect(await captured(place.shop.bankUrl, ids[0])).toHaveLength(1);
  await context.close();
});
