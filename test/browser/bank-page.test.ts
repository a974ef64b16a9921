// Payments that need the shopper's yes at their bank, and debits that take their time, against the
// running bank: leaving, coming back in every way people do, changing one's mind.

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { usePlace, visit } from './place.ts';
import {
  captured,
  CARD,
  checkoutIdOf,
  enterCard,
  ledger,
  payButton,
  untilConfirmed,
  untilStatus,
} from './shopper.ts';

const place = usePlace();
const ASKS_THEN_PAYS = '4000002760003184';
const ASKS_THEN_DECLINES = '4000008400001629';
const CANCEL = { name: 'Cancel and pay another way' };

async function atAction(card: string) {
  const visited = await visit(place, place.shop.url, card);
  await payButton(visited.page).click();
  await untilStatus(visited.page, 'action');
  await visited.page.getByText('Your bank wants to make sure it is you.').waitFor();
  return visited;
}

async function continueAtBank(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue at your bank' }).click();
  await page.getByRole('heading', { name: 'Is this you?' }).waitFor();
  expect(new URL(page.url()).origin).toBe(new URL(place.shop.bankUrl).origin);
}

/** The answer at the bank; the bank leads back to the shop. */
async function decide(page: Page, answer: 'Approve' | 'Refuse'): Promise<void> {
  await page.getByRole('button', { name: answer }).click();
  await page.waitForURL(/\/confirmation\/chk_/);
}

test('who approves at the bank comes back to a confirmation that thanks by itself', async () => {
  const { context, page, payments } = await atAction(ASKS_THEN_PAYS);
  await continueAtBank(page);
  await decide(page, 'Approve');
  const id = await untilConfirmed(page);
  expect(payments).toHaveLength(1);
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
  await context.close();
});

test('a tab that stayed at the checkout shows the payment when the bank was answered in another', async () => {
  const { context, page } = await atAction(ASKS_THEN_PAYS);
  const other = await context.newPage();
  await other.goto(`${place.shop.url}/checkout`);
  await untilStatus(other, 'action');
  // This tab has sent nothing: it can go on, but gives up nothing.
  expect(await other.getByRole('button', CANCEL).count()).toBe(0);
  await continueAtBank(other);
  await decide(other, 'Approve');
  const id = await untilConfirmed(other);
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  expect(await untilConfirmed(page)).toBe(id);
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
  await context.close();
});

test('back from the bank without an answer waits on, and going there again still pays once', async () => {
  const { context, page, payments } = await atAction(ASKS_THEN_PAYS);
  await continueAtBank(page);
  const bankPage = page.url();
  await page.goBack({ waitUntil: 'commit' });
  await untilStatus(page, 'action');
  await continueAtBank(page);
  await decide(page, 'Approve');
  const id = await untilConfirmed(page);
  // Twice at the bank, and the way back once more.
  await page.goto(bankPage);
  await page.getByText('You approved this payment').waitFor();
  await page.getByRole('link', { name: 'Back to the shop' }).click();
  expect(await untilConfirmed(page)).toBe(id);
  expect(payments).toHaveLength(1);
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
  await context.close();
});

for (const [card, answer] of [
  [ASKS_THEN_PAYS, 'Refuse'],
  [ASKS_THEN_DECLINES, 'Approve'],
] as const) {
  test(`"${answer}" for ${card} leads to the truth, and from there to a checkout that pays with another card`, async () => {
    const { context, page } = await atAction(card);
    await continueAtBank(page);
    await decide(page, answer);
    await untilStatus(page, 'declined');
    await page.getByRole('heading', { level: 1, name: 'Not paid yet' }).waitFor();
    await page
      .getByRole('alert')
      .getByText(/Nothing was charged/)
      .waitFor();
    const id = checkoutIdOf(page);
    expect(await captured(place.shop.bankUrl, id)).toHaveLength(0);
    await page.getByRole('link', { name: 'Back to your checkout' }).click();
    await untilStatus(page, 'declined', 'ready');
    await enterCard(page, CARD);
    await payButton(page).click();
    expect(await untilConfirmed(page)).toBe(id);
    expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
    await context.close();
  });
}

test('who would rather pay another way gives it up, and what waited at the bank can never be charged', async () => {
  const { context, page, payments } = await atAction(ASKS_THEN_PAYS);
  const bankPage = await context.newPage();
  const checkoutId = /checkouts\/([^/]+)/.exec(payments[0]?.url() ?? '')?.[1] ?? '';
  const picture = await context.request.get(`${place.shop.url}/payonce/checkouts/${checkoutId}`);
  const { payment } = (await picture.json()) as { payment: { nextAction: { url: string } } };
  await bankPage.goto(payment.nextAction.url);
  await page.bringToFront();
  await page.getByRole('button', CANCEL).click();
  await untilStatus(page, 'declined', 'ready');
  await page.getByText(/Nothing was charged/).waitFor();
  await bankPage.getByRole('button', { name: 'Approve' }).click();
  await bankPage.waitForLoadState();
  expect(await captured(place.shop.bankUrl, checkoutId)).toHaveLength(0);
  await enterCard(page, CARD);
  await payButton(page).click();
  expect(await untilConfirmed(page)).toBe(checkoutId);
  const keys = await Promise.all(payments.map((one) => one.headerValue('idempotency-key')));
  expect(new Set(keys).size).toBe(2);
  const charges = await ledger(place.shop.bankUrl, checkoutId);
  expect(charges.filter(({ status }) => status === 'captured')).toHaveLength(1);
  await context.close();
});

test('a confirmation that was opened before the answer turns into thanks by itself', async () => {
  const { context, page, payments } = await atAction(ASKS_THEN_PAYS);
  const id = /checkouts\/([^/]+)/.exec(payments[0]?.url() ?? '')?.[1] ?? '';
  const early = await context.newPage();
  await early.goto(`${place.shop.url}/confirmation/${id}`);
  await untilStatus(early, 'action');
  await early.getByRole('heading', { level: 1, name: 'Not paid yet' }).waitFor();
  await continueAtBank(page);
  await decide(page, 'Approve');
  await untilConfirmed(page);
  expect(await untilConfirmed(early)).toBe(id);
  await context.close();
});
