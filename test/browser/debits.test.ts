// Bank debits against the running bank: on their way for a while, then there or not, and every page
// that is open follows by itself.

import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { usePlace } from './place.ts';
import {
  captured,
  cardFields,
  checkoutIdOf,
  enterCard,
  fillCart,
  openCheckout,
  payButton,
  untilConfirmed,
  untilStatus,
  watchPayments,
} from './shopper.ts';

const place = usePlace();
const SETTLES = 'DE89370400440532013000';
const FAILS = 'DE62370400440532013001';

async function payByDebit(iban: string) {
  const context = await place.browser.newContext();
  await fillCart(context, place.shop.url);
  const payments = watchPayments(context);
  const page = await context.newPage();
  await openCheckout(page, place.shop.url);
  await cardFields(page).getByRole('radio', { name: 'Bank debit' }).check({ force: true });
  await cardFields(page).getByLabel('IBAN').fill(iban);
  await payButton(page).click();
  await untilStatus(page, 'processing');
  await page.getByText(/^Your bank debit is on its way\./).waitFor();
  const button = page.getByRole('button', { name: 'Payment on its way', exact: true });
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  expect(await button.getAttribute('aria-busy')).toBe('true');
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  return { context, page, payments };
}

async function openConfirmation(context: BrowserContext, page: Page): Promise<Page> {
  const early = await context.newPage();
  const link = page.getByRole('link', { name: 'See it in your confirmation' });
  await early.goto(new URL((await link.getAttribute('href')) ?? '', place.shop.url).href);
  await early.getByRole('heading', { level: 1, name: 'On its way' }).waitFor();
  return early;
}

test('a debit is on its way until it has arrived, and then every page says thanks by itself', async () => {
  const { context, page, payments } = await payByDebit(SETTLES);
  const early = await openConfirmation(context, page);
  const id = checkoutIdOf(early);
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(0);
  expect(await untilConfirmed(early)).toBe(id);
  expect(await untilConfirmed(page)).toBe(id);
  expect(payments).toHaveLength(1);
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
  await context.close();
});

test('a debit that fails is told on every page, and the checkout takes a card after it', async () => {
  const { context, page } = await payByDebit(FAILS);
  const early = await openConfirmation(context, page);
  await untilStatus(early, 'declined');
  await early.getByRole('heading', { level: 1, name: 'Not paid yet' }).waitFor();
  await untilStatus(page, 'declined');
  await page.getByText(/did not accept this debit\. Nothing was charged\./).waitFor();
  await cardFields(page).getByRole('radio', { name: 'Card' }).check({ force: true });
  await enterCard(page);
  await payButton(page).click();
  const id = await untilConfirmed(page);
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
  await context.close();
});
