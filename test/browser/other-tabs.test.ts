// One cart in several tabs that can tell each other who pays, and in browsers where they cannot:
// what is said is a courtesy, and the money moves once either way.

import type { BrowserContext } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { CALM, holdPayments, usePlace, visit } from './place.ts';
import {
  captured,
  clearFaults,
  enterCard,
  fillCart,
  openCheckout,
  payButton,
  press,
  untilConfirmed,
  untilStatus,
} from './shopper.ts';

const place = usePlace();
const ELSEWHERE = 'Paying in another tab';

afterEach(() => clearFaults(place.shop.bankUrl));

/** A second tab at the same checkout, with a card in it. */
async function secondTab(context: BrowserContext) {
  const other = await context.newPage();
  await openCheckout(other, place.shop.url);
  await enterCard(other);
  return other;
}

test('an open second tab says at once that the first one pays, and shows the result by itself', async () => {
  const { context, page, payments } = await visit(place);
  const other = await secondTab(context);
  const letGo = await holdPayments(place, context);
  await payButton(page).click();
  // Nothing wakes this tab and it asks for nothing by itself: it was told.
  const button = other.getByRole('button', { name: ELSEWHERE });
  const words = other.getByText('This cart is being paid in another tab.');
  await Promise.all([button.waitFor(), words.waitFor()]);
  // A press pays nothing: it asks. By now the tab may have asked already, and say so.
  await press(other);
  letGo();
  const ids = await Promise.all([untilConfirmed(page), untilConfirmed(other)]);
  expect(ids[0]).toBe(ids[1]);
  expect(payments).toHaveLength(1);
  expect(await captured(place.shop.bankUrl, ids[0])).toHaveLength(1);
  await context.close();
});

test('a tab that is closed before it has sent anything leaves the other one free to pay', async () => {
  const { context, page, payments } = await visit(place);
  const other = await secondTab(context);
  await page.route('**/tokens', () => undefined);
  await payButton(page).click();
  await other.getByRole('button', { name: ELSEWHERE }).waitFor();
  await page.close();
  await untilStatus(other, 'ready');
  expect(await other.getByText('This cart is being paid in another tab.').count()).toBe(0);
  await payButton(other).click();
  const id = await untilConfirmed(other);
  expect(payments).toHaveLength(1);
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
  await context.close();
});

test('a tab that was opened from another, and so has its storage, pays the same once', async () => {
  const { context, page, payments } = await visit(place);
  await page.evaluate(() => sessionStorage.setItem('mark', 'copied'));
  const opening = context.waitForEvent('page');
  await page.evaluate(() => void window.open(location.href));
  const twin = await opening;
  await untilStatus(twin, 'ready');
  expect(await twin.evaluate(() => sessionStorage.getItem('mark'))).toBe('copied');
  await enterCard(twin);
  await Promise.all([press(page), press(twin)]);
  const ids = await Promise.all([untilConfirmed(page), untilConfirmed(twin)]);
  expect(ids[0]).toBe(ids[1]);
  expect(await captured(place.shop.bankUrl, ids[0])).toHaveLength(1);
  const keys = await Promise.all(payments.map((one) => one.headerValue('idempotency-key')));
  expect(new Set(keys).size).toBeLessThanOrEqual(1);
  await context.close();
});

const BROWSERS: Readonly<Record<string, () => void>> = {
  'throws at the mere look at storage, channels and locks': () => {
    const refuse = () => {
      throw new DOMException('Refused by a test.', 'SecurityError');
    };
    for (const name of ['localStorage', 'sessionStorage', 'BroadcastChannel', 'indexedDB']) {
      Object.defineProperty(window, name, { get: refuse });
    }
    Object.defineProperty(Navigator.prototype, 'locks', { get: refuse });
  },
  'has none of them': () => {
    for (const name of ['localStorage', 'sessionStorage', 'BroadcastChannel', 'indexedDB']) {
      Object.defineProperty(window, name, { value: undefined });
    }
    Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
  },
  'takes them away while it pays, and refuses each lock': () => {
    const refused = () => Promise.reject(new DOMException('Refused by a test.', 'SecurityError'));
    Object.defineProperty(Navigator.prototype, 'locks', { value: { request: refused } });
    BroadcastChannel.prototype.postMessage = () => {
      throw new DOMException('Gone.', 'InvalidStateError');
    };
    Storage.prototype.getItem = () => {
      throw new DOMException('Gone.', 'InvalidStateError');
    };
    Storage.prototype.setItem = () => {
      throw new DOMException('Full.', 'QuotaExceededError');
    };
  },
};

for (const [what, spoil] of Object.entries(BROWSERS)) {
  test(`a browser that ${what} pays once, from two tabs too`, async () => {
    const context = await place.browser.newContext(CALM);
    await context.addInitScript(spoil);
    const complaints: string[] = [];
    context.on('weberror', (error) => complaints.push(String(error.error())));
    await fillCart(context, place.shop.url);
    const [one, two] = [await secondTab(context), await secondTab(context)];
    await Promise.all([press(one), press(two)]);
    const ids = await Promise.all([untilConfirmed(one), untilConfirmed(two)]);
    expect(await captured(place.shop.bankUrl, ids[0])).toHaveLength(1);
    expect(complaints).toEqual([]);
    await context.close();
  });
}
