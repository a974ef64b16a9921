// However Pay is pressed: one request, one charge. Real input in a real browser against the running shop; the bank's
// ledger is the judge.

import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { startShop, type ShopProcess } from '../support/shop-process.ts';
import {
  captured,
  cardFields,
  doubleClick,
  enterCard,
  fillCart,
  openCheckout,
  payButton,
  throttle,
  untilConfirmed,
  watchPayments,
} from './shopper.ts';
import { openTwoWidgets } from './two-widgets.ts';

let shop: ShopProcess;
let browser: Browser;

beforeAll(async () => {
  [shop, browser] = await Promise.all([startShop(), launchChromium(inject('chromium'))]);
});
afterAll(async () => {
  await browser.close();
  await shop.stop();
});

async function atTheCheckout(): Promise<{ page: Page; payments: Request[] }> {
  const context = await browser.newContext();
  await fillCart(context, shop.url);
  const payments = watchPayments(context);
  const page = await context.newPage();
  await openCheckout(page, shop.url);
  await enterCard(page);
  return { page, payments };
}

async function expectOneCharge(page: Page, payments: Request[]): Promise<void> {
  const id = await untilConfirmed(page);
  expect(payments.map((request) => request.url())).toHaveLength(1);
  expect(await captured(shop.bankUrl, id)).toHaveLength(1);
  await page.context().close();
}

test('five clicks in one task pay once', async () => {
  const { page, payments } = await atTheCheckout();
  await payButton(page).evaluate((button: HTMLElement) => {
    for (let count = 0; count < 5; count += 1) button.click();
  });
  await expectOneCharge(page, payments);
});

for (const rate of [1, 6]) {
  for (const gapMs of [0, 5, 20, 120]) {
    test(`a double click ${gapMs} ms apart pays once, at ${rate}x processor throttle`, async () => {
      const { page, payments } = await atTheCheckout();
      await throttle(page, rate);
      await doubleClick(page, payButton(page), gapMs);
      await throttle(page, 1);
      await expectOneCharge(page, payments);
    });
  }
}

test('a double click queued behind a long task pays once', async () => {
  const { page, payments } = await atTheCheckout();
  await page.evaluate(() => {
    setTimeout(() => {
      const end = performance.now() + 400;
      while (performance.now() < end);
    });
  });
  await doubleClick(page, payButton(page), 0);
  await expectOneCharge(page, payments);
});

test('Enter in a field and a click together pay once', async () => {
  const { page, payments } = await atTheCheckout();
  await cardFields(page).getByLabel('Security code').focus();
  await Promise.all([page.keyboard.press('Enter'), doubleClick(page, payButton(page), 0)]);
  await expectOneCharge(page, payments);
});

test('Enter in a field pays', async () => {
  const { page, payments } = await atTheCheckout();
  await cardFields(page).getByLabel('Security code').press('Enter');
  await expectOneCharge(page, payments);
});

test('a keyboard that repeats Space and Enter on the button pays once and keeps the focus', async () => {
  const { page, payments } = await atTheCheckout();
  await payButton(page).focus();
  for (const key of ['Space', 'Enter', 'Space', 'Enter']) await page.keyboard.press(key);
  await expectOneCharge(page, payments);
});

test('two widgets for one cart on a page pay once, whichever is pressed', async () => {
  const context: BrowserContext = await browser.newContext();
  await fillCart(context, shop.url);
  const payments = watchPayments(context);
  const page = await context.newPage();
  await openTwoWidgets(page, shop.url);
  await enterCard(page, undefined, 0);
  await enterCard(page, undefined, 1);
  await page.evaluate(() => {
    const buttons = [...document.querySelectorAll<HTMLElement>('.payonce-pay__button')];
    for (const button of [...buttons, ...buttons]) button.click();
  });
  await page.locator('[data-payonce-status="paid"]').nth(1).waitFor();
  expect(payments).toHaveLength(1);
  const id = /checkouts\/([^/]+)/.exec(payments[0]?.url() ?? '')?.[1] ?? '';
  expect(await captured(shop.bankUrl, id)).toHaveLength(1);
  await context.close();
});
