// Pages that come out of the back-forward cache as they were, with all they believed. Only a
// browser that is installed here can be had with that cache; without one these tests are skipped,
// and say so.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeChromium, installedChromium, launchChromium } from '../support/chromium.ts';
import { startShop, type ShopProcess } from '../support/shop-process.ts';
import { visit } from './place.ts';
import {
  captured,
  enterCard,
  openCheckout,
  payButton,
  untilConfirmed,
  untilStatus,
} from './shopper.ts';

const found = await installedChromium();
if (found === undefined) {
  process.stderr.write(
    '\n!!! No Chromium is installed: the back-forward cache is NOT tested here, only a page that ' +
      'is told that it came out of it. Install Chromium or Google Chrome to test it.\n',
  );
}

const place = {} as { shop: ShopProcess; browser: Browser };
beforeAll(async () => {
  if (found === undefined) return;
  process.stdout.write(`\nThe back-forward cache is that of ${describeChromium(found)}\n`);
  [place.shop, place.browser] = await Promise.all([
    startShop(),
    launchChromium(found, { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
  ]);
});
afterAll(async () => {
  if (found === undefined) return;
  await place.browser.close();
  await place.shop.stop();
});

/** Leaves for the cart and comes back to the very same page, while something happens. */
async function awayAndBack(page: Page, meanwhile: () => Promise<void>): Promise<void> {
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) =>
      sessionStorage.setItem('kept', String(persisted)),
    );
  });
  await page.goto(`${place.shop.url}/cart`);
  await meanwhile();
  // The page is there already: it does not load again, and nothing tells of a load.
  await page.goBack({ waitUntil: 'commit' });
  // By now it may be on its way to the confirmation.
  const kept = () => page.evaluate(() => sessionStorage.getItem('kept')).catch(() => null);
  const message = 'the page was loaded anew: this browser did not keep it';
  await expect.poll(kept, { message, timeout: 10_000 }).toBe('true');
}

test.skipIf(found === undefined)(
  'a checkout that was paid meanwhile leads to its confirmation and charges nothing again',
  async () => {
    const { context, page, payments } = await visit(place);
    await awayAndBack(page, async () => {
      const other = await context.newPage();
      await openCheckout(other, place.shop.url);
      await enterCard(other);
      await payButton(other).click();
      await untilConfirmed(other);
    });
    const id = await untilConfirmed(page);
    expect(payments).toHaveLength(1);
    expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
    await context.close();
  },
);

test.skipIf(found === undefined)(
  'a checkout whose cart changed meanwhile shows the new total, and charges it when asked',
  async () => {
    const { context, page, payments } = await visit(place);
    const before = await payButton(page).textContent();
    await awayAndBack(page, async () => {
      const cart = (await (await context.request.get(`${place.shop.url}/shop/cart`)).json()) as {
        id: string;
        items: { sku: string }[];
      };
      const items = cart.items.map(({ sku }) => ({ sku, quantity: 3 }));
      await context.request.patch(`${place.shop.url}/shop/carts/${cart.id}`, { data: { items } });
    });
    await page.getByText(/Your cart changed in another window/).waitFor();
    await untilStatus(page, 'ready');
    expect(await payButton(page).textContent()).not.toBe(before);
    expect(payments).toHaveLength(0);
    const shown = /[\d.]+/.exec((await payButton(page).textContent()) ?? '')?.[0];
    await payButton(page).click();
    const [charge] = await captured(place.shop.bankUrl, await untilConfirmed(page));
    expect((charge?.amount.value ?? 0) / 100).toBe(Number(shown));
    await context.close();
  },
);

test.skipIf(found === undefined)(
  'a payment that was left in flight is found decided, and is not sent again',
  async () => {
    const { context, page, payments } = await visit(place);
    const sent = page.waitForRequest((request) => request.url().endsWith('/payments'));
    await payButton(page).click();
    await sent;
    await page.goto(`${place.shop.url}/cart`);
    await page.goBack({ waitUntil: 'commit' });
    const id = await untilConfirmed(page);
    expect(payments.length).toBeGreaterThanOrEqual(1);
    expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
    await context.close();
  },
);
