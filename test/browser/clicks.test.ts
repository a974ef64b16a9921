// However Pay is pressed: one request, one charge. Real input in a real browser against the running
// shop; the bank's ledger is the judge.

import type { BrowserContext, Page, Request } from 'playwright-core';
import { expect, test } from 'vitest';
import { readDocument } from '../support/document.ts';
import { usePlace, visit } from './place.ts';
import {
  captured,
  cardFields,
  doubleClick,
  enterCard,
  fillCart,
  middleOf,
  payButton,
  throttle,
  untilConfirmed,
  watchPayments,
} from './shopper.ts';
import { openScript, openTwoWidgets } from './other-script.ts';

const place = usePlace();
const guide = readDocument('docs/widget.md');

async function expectOneCharge(page: Page, payments: Request[]): Promise<void> {
  const id = await untilConfirmed(page);
  expect(payments.map((request) => request.url())).toHaveLength(1);
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
  await page.context().close();
}

async function expectOneCapture(payments: Request[]): Promise<void> {
  expect(payments).toHaveLength(1);
  const id = /checkouts\/([^/]+)/.exec(payments[0]?.url() ?? '')?.[1] ?? '';
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
}

/** In one task. */
async function clickFiveTimes(page: Page): Promise<void> {
  await payButton(page).evaluate((button: HTMLElement) => {
    for (let count = 0; count < 5; count += 1) button.click();
  });
}

test('five clicks in one task pay once', async () => {
  const { page, payments } = await visit(place);
  await clickFiveTimes(page);
  await expectOneCharge(page, payments);
});

for (const rate of [1, 6]) {
  for (const gapMs of [0, 5, 20, 120]) {
    test(`a double click ${gapMs} ms apart pays once, at ${rate}x processor throttle`, async () => {
      const { page, payments } = await visit(place);
      await throttle(page, rate);
      await doubleClick(page, await middleOf(payButton(page)), gapMs);
      await throttle(page, 1);
      await expectOneCharge(page, payments);
    });
  }
}

test('a double click queued behind a long task pays once', async () => {
  const { page, payments } = await visit(place);
  await page.evaluate(() => {
    window.setTimeout(() => {
      const end = performance.now() + 400;
      while (performance.now() < end);
    });
  });
  await doubleClick(page, await middleOf(payButton(page)), 0);
  await expectOneCharge(page, payments);
});

test('Enter in a field and a click together pay once', async () => {
  const { page, payments } = await visit(place);
  await cardFields(page).getByLabel('Security code').focus();
  // Found before: Enter may lead to the confirmation while the button is still looked for.
  const button = await middleOf(payButton(page));
  await Promise.all([page.keyboard.press('Enter'), doubleClick(page, button, 0)]);
  await expectOneCharge(page, payments);
});

test('Enter in a field pays', async () => {
  const { page, payments } = await visit(place);
  await cardFields(page).getByLabel('Security code').press('Enter');
  await expectOneCharge(page, payments);
});

test('a keyboard that repeats Space and Enter on the button pays once and keeps the focus', async () => {
  const { page, payments } = await visit(place);
  await payButton(page).focus();
  for (const key of ['Space', 'Enter', 'Space', 'Enter']) await page.keyboard.press(key);
  await expectOneCharge(page, payments);
});

test('two widgets for one cart on a page pay once, whichever is pressed', async () => {
  const context: BrowserContext = await place.browser.newContext();
  await fillCart(context, place.shop.url);
  const payments = watchPayments(context);
  const page = await context.newPage();
  await openTwoWidgets(page, place.shop.url);
  await enterCard(page, undefined, 0);
  await enterCard(page, undefined, 1);
  await page.evaluate(() => {
    const buttons = [...document.querySelectorAll<HTMLElement>('.payonce-pay__button')];
    for (const button of [...buttons, ...buttons]) button.click();
  });
  await page.locator('[data-payonce-status="paid"]').nth(1).waitFor();
  await expectOneCapture(payments);
  await context.close();
});

test('the checkout of the guide, without React, pays once however often it is pressed', async () => {
  const context = await place.browser.newContext();
  const cartId = await fillCart(context, place.shop.url);
  const payments = watchPayments(context);
  const page = await context.newPage();
  const mounted = `mountCheckout(document.getElementById('root')!, '${cartId}');`;
  await openScript(page, place.shop.url, (await guide).snippet('ts') + mounted);
  await page.getByRole('status').getByText('ready').waitFor();
  await enterCard(page);
  await clickFiveTimes(page);
  await page.getByRole('status').getByText('paid').waitFor();
  await expectOneCapture(payments);
  await context.close();
});
