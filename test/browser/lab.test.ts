// The lab as a tester uses it: faults armed by hand in each lane, the payment that meets them, the
// log that tells of it, and the one charge.

import type { BrowserContext, Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startShop } from '../support/shop-process.ts';
import { complaintsOf, lookAround, STILL } from './looks.ts';
import { CALM, usePlace } from './place.ts';
import {
  captured,
  CARD,
  cardFields,
  enterCard,
  fillCart,
  ledger,
  NO_FUNDS,
  payButton,
  untilStatus,
} from './shopper.ts';

const place = usePlace();

type LaneName = 'Browser' | 'Server' | 'Bank';

const lane = (page: Page, name: LaneName): Locator =>
  page.getByRole('region', { name: new RegExp(`^${name}`) });
const fault = (page: Page, name: LaneName, point: string): Locator =>
  lane(page, name).getByRole('switch', { name: point, exact: true });
const log = (page: Page): Locator => page.getByRole('region', { name: /^What was sent/ });
const countIs = (page: Page, count: number) =>
  page.getByText(`charges made: ${count}`).waitFor({ timeout: 20_000 });

/** A tester at the lab with the card filled in. */
async function atTheLab(context: BrowserContext, shop = place.shop, card = CARD): Promise<Page> {
  await fillCart(context, shop.url);
  const page = await context.newPage();
  await page.goto(`${shop.url}/lab`);
  await untilStatus(page, 'ready');
  await cardFields(page).getByLabel('Card number').waitFor();
  await enterCard(page, card);
  await countIs(page, 0);
  // The widget's: whatever else the lab tells must not be taken for how the payment stands.
  expect(await page.getByRole('status').count()).toBe(1);
  return page;
}

async function arm(page: Page, name: LaneName, point: string): Promise<void> {
  await fault(page, name, point).click();
  await lane(page, name).getByRole('switch', { name: point, exact: true, checked: true }).waitFor();
}

async function linesOf(page: Page): Promise<string[]> {
  return log(page).getByRole('listitem').allTextContents();
}

async function onlyReference(page: Page): Promise<string> {
  const cart = (await (await page.request.get(`${place.shop.url}/shop/cart`)).json()) as {
    checkoutId: string;
  };
  return cart.checkoutId;
}

test("the bank's lost answer is armed by a switch, met by a payment, and charged once", async () => {
  const context = await place.browser.newContext(CALM);
  const page = await atTheLab(context);
  await arm(page, 'Bank', 'answer-lost');
  await payButton(page).click();
  await untilStatus(page, 'paid');
  await countIs(page, 1);
  await log(page).getByText('answer-lost struck').waitFor();
  await log(page).getByText('captured €28.00').waitFor();
  const lines = await linesOf(page);
  expect(lines.some((line) => line.includes('Sent: POST payments'))).toBe(true);
  expect(lines.some((line) => /Answered: POST payments 20[12]/.test(line))).toBe(true);
  expect(await fault(page, 'Bank', 'answer-lost').getAttribute('aria-checked')).toBe('false');
  expect(await captured(place.shop.bankUrl, await onlyReference(page))).toHaveLength(1);
  await context.close();
});

test('answers lost in the page and at the server are told as lost, and found by the same key', async () => {
  const context = await place.browser.newContext(CALM);
  const page = await atTheLab(context);
  await arm(page, 'Browser', 'answer-lost');
  await arm(page, 'Browser', 'press-twice');
  await arm(page, 'Browser', 'post-twice');
  await arm(page, 'Server', 'answer-lost');
  await payButton(page).click();
  await untilStatus(page, 'paid');
  await countIs(page, 1);
  const text = (await linesOf(page)).join('\n');
  expect(text).toContain('Pay pressed twice, by hand');
  expect(text).toContain('a second time, by hand');
  expect(text).toMatch(/Lost: POST payments/);
  expect(text).toMatch(/replayed/);
  await log(page).getByText('answer-lost struck').waitFor();
  expect(await captured(place.shop.bankUrl, await onlyReference(page))).toHaveLength(1);

  const key = log(page).getByRole('listitem').filter({ hasText: 'Sent' }).first();
  await key.getByRole('button').hover();
  const lit = await log(page).locator('li[data-lit="true"]').allTextContents();
  expect(lit.length).toBeGreaterThan(2);
  expect(lit.every((line) => /POST|page/.test(line))).toBe(true);
  await context.close();
});

test('a page that reloads while paying keeps its log and shows the one payment', async () => {
  const context = await place.browser.newContext(CALM);
  const page = await atTheLab(context);
  await arm(page, 'Bank', 'slow');
  await arm(page, 'Browser', 'reload');
  const reloaded = page.waitForEvent('load');
  await payButton(page).click();
  await reloaded;
  await untilStatus(page, 'paid');
  await countIs(page, 1);
  const text = (await linesOf(page)).join('\n');
  expect(text).toContain('reloads while paying, by hand');
  expect(text.match(/Sent: POST payments/g)).toHaveLength(1);
  await context.close();
});

test('a page made offline sends nothing and says so, and pays when healed', async () => {
  const context = await place.browser.newContext(CALM);
  const page = await atTheLab(context);
  await arm(page, 'Browser', 'offline');
  await untilStatus(page, 'offline');
  // Its button says that it does nothing, and is pressed all the same.
  await payButton(page).click({ force: true });
  await page.getByRole('button', { name: 'Heal all' }).click();
  await untilStatus(page, 'ready');
  expect((await linesOf(page)).join('\n')).not.toContain('Sent');
  await payButton(page).click();
  await untilStatus(page, 'paid');
  await countIs(page, 1);
  await page.getByRole('button', { name: 'New cart' }).click();
  await countIs(page, 0);
  await untilStatus(page, 'ready');
  await context.close();
});

test('faults are armed and healed by keyboard, as often as asked', async () => {
  const context = await place.browser.newContext(CALM);
  const page = await atTheLab(context);
  const times = lane(page, 'Server').getByLabel('Server, answer-slow, times');
  await times.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await fault(page, 'Server', 'answer-slow').focus();
  await page.keyboard.press('Space');
  await lane(page, 'Server').getByText('3 left').waitFor();
  await page.keyboard.press('Space');
  await times.waitFor();
  await arm(page, 'Server', 'answer-lost');
  await arm(page, 'Bank', 'slow');
  await page.getByRole('button', { name: 'Heal all' }).press('Enter');
  const switches = page.getByRole('switch', { checked: true });
  await expect.poll(() => switches.count()).toBe(0);
  await context.close();
});

test('a server killed from the lab is missed, and one started again has the one payment', async () => {
  const shop = await startShop();
  const context = await place.browser.newContext(CALM);
  const page = await atTheLab(context, shop);
  await arm(page, 'Server', 'crash-after-charge');
  await payButton(page).click();
  expect(await shop.exited).toEqual({ code: null, signal: 'SIGKILL' });
  await page.getByRole('alert').filter({ hasText: 'npm start' }).waitFor();
  await untilStatus(page, 'checking');
  const { port, bankPort, dataFolder } = shop;
  const next = await startShop({ port, bankPort, dataFolder });
  await page.locator('[data-payonce-status="paid"]').waitFor({ timeout: 50_000 });
  await countIs(page, 1);
  expect(await ledger(next.bankUrl)).toHaveLength(1);
  await context.close();
  await next.stop();
  await shop.stop();
}, 120_000);

test('the lab is accessible and fits, on phone and desktop, light and dark', async () => {
  const context = await place.browser.newContext(STILL);
  const complaints = complaintsOf(context);
  const page = await atTheLab(context, place.shop, NO_FUNDS);
  await payButton(page).click();
  await untilStatus(page, 'declined');
  await enterCard(page);
  await arm(page, 'Browser', 'answer-lost');
  await payButton(page).click();
  await untilStatus(page, 'paid');
  await countIs(page, 1);
  await arm(page, 'Bank', 'slow');
  await lookAround(page, 'lab');
  expect(complaints).toEqual([]);
  await page.getByRole('button', { name: 'Heal all' }).click();
  await expect.poll(() => page.getByRole('switch', { checked: true }).count()).toBe(0);
  await context.close();
});
