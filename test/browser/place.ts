// The shop and the browser that one file of tests shares: started before its first test, gone after
// its last.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { startShop, type ShopProcess } from '../support/shop-process.ts';
import { enterCard, fillCart, listen, openCheckout, watchPayments } from './shopper.ts';

export interface Place {
  readonly shop: ShopProcess;
  readonly browser: Browser;
}

/** One shopper in a browser context of their own, at the checkout with the card filled in. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly payments: Request[];
  /** Every text that was announced to them so far. */
  readonly heard: () => string[];
}

/**
 * For shoppers whose motion is not what is tested: it is drawn by the processors that the tests
 * need.
 */
export const CALM = { reducedMotion: 'reduce' } as const;

/** Call at the top of a file of tests; use what it answers inside them. */
export function usePlace(): Place {
  const place = {} as { shop: ShopProcess; browser: Browser };
  beforeAll(async () => {
    [place.shop, place.browser] = await Promise.all([
      startShop(),
      launchChromium(inject('chromium')),
    ]);
  });
  afterAll(async () => {
    await place.browser.close();
    await place.shop.stop();
  });
  return place;
}

/**
 * Stops the bank's process as soon as a payment leaves one of these pages: what is paid stays in
 * flight until the function that this answers is called, or the test ends.
 */
export async function holdPayments({ shop }: Place, context: BrowserContext): Promise<() => void> {
  const bank = Number(await readFile(join(shop.dataFolder, 'bank.pid'), 'utf8'));
  let isLetGo = false;
  await context.route('**/payments', async (route) => {
    // A page on a busy machine may send only after it was let go.
    if (!isLetGo) process.kill(bank, 'SIGSTOP');
    await route.continue();
  });
  const letGo = (): void => {
    isLetGo = true;
    process.kill(bank, 'SIGCONT');
  };
  onTestFinished(letGo);
  return letGo;
}

/**
 * A new shopper with a piece in the cart, at the shop's checkout or at one behind another address.
 */
export async function visit(place: Place, url = place.shop.url, card?: string): Promise<Visit> {
  const context = await place.browser.newContext(CALM);
  const heard = await listen(context);
  await fillCart(context, url);
  const payments = watchPayments(context);
  const page = await context.newPage();
  await openCheckout(page, url);
  await enterCard(page, card);
  return { context, page, payments, heard };
}
