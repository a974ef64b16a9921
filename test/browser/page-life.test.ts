// What a browser does to a page: shows it again as it was, freezes it, holds its timers back, takes
// the network away, prerenders it. One charge or none, and what the shopper reads is true.

import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { usePlace, visit } from './place.ts';
import {
  captured,
  clearFaults,
  enterCard,
  fault,
  ledger,
  openCheckout,
  payButton,
  untilConfirmed,
  untilStatus,
} from './shopper.ts';

const place = usePlace();
const NEVER_SAID = /fail|declin|went wrong|try again|nothing was charged/i;

afterEach(() => clearFaults(place.shop.bankUrl));

test('a page that is told that it was shown again asks before Pay opens', async () => {
  const { context, page, payments } = await visit(place);
  let answer: () => void = () => undefined;
  const isAnswered = new Promise<void>((resolve) => (answer = resolve));
  let asked: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => (asked = resolve));
  await page.route('**/payonce/checkouts', async (route) => {
    asked();
    await isAnswered;
    await route.continue();
  });
  await page.evaluate(() => {
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });
  await isAsked;
  expect(await payButton(page).getAttribute('aria-disabled')).toBe('true');
  await payButton(page).click({ force: true });
  expect(payments).toHaveLength(0);
  answer();
  await expect.poll(() => payButton(page).getAttribute('aria-disabled')).toBeNull();
  await payButton(page).click();
  expect(await captured(place.shop.bankUrl, await untilConfirmed(page))).toHaveLength(1);
  await context.close();
});

for (const event of ['focus', 'visibilitychange'] as const) {
  test(`"${event}" asks the server, and a cart that was paid elsewhere is shown paid`, async () => {
    const { context, page, payments } = await visit(place);
    // No word from tab to tab: this is about asking.
    await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
    const other = await context.newPage();
    await openCheckout(other, place.shop.url);
    await enterCard(other);
    await payButton(other).click();
    await untilConfirmed(other);
    await untilStatus(page, 'ready');
    await page.evaluate((type) => {
      // The card fields had the focus, and then another window.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      window.dispatchEvent(new Event('blur'));
      (type === 'focus' ? window : document).dispatchEvent(new Event(type));
    }, event);
    await untilConfirmed(page);
    expect(payments).toHaveLength(1);
    await context.close();
  });
}

/**
 * Holds a page's script still until the function that this answers is called, which says so to the
 * page as a browser would. By the debugger: a browser that is driven from outside keeps every page
 * in the foreground, and there it freezes none.
 */
async function freeze(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Debugger.enable');
  const isStill = new Promise<void>((resolve) => {
    session.once('Debugger.paused', () => resolve());
  });
  await session.send('Debugger.pause');
  // It stops at the next statement that runs, which is this one.
  const statement = session.send('Runtime.evaluate', { expression: '0' });
  await isStill;
  return async () => {
    await session.send('Debugger.resume');
    await statement;
    await page.evaluate(() => document.dispatchEvent(new Event('resume')));
  };
}

test('a page that was frozen while another tab paid shows that it is paid when it thaws', async () => {
  const { context, page, payments } = await visit(place);
  const thaw = await freeze(page);
  const other = await context.newPage();
  await openCheckout(other, place.shop.url);
  await enterCard(other);
  await payButton(other).click();
  const id = await untilConfirmed(other);
  expect(new URL(page.url()).pathname).toBe('/checkout');
  await thaw();
  expect(await untilConfirmed(page)).toBe(id);
  expect(payments).toHaveLength(1);
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
  await context.close();
});

test('timers that fire an hour late send nothing any more: the page asks, and Pay asks the shopper', async () => {
  const { context, page, payments, heard } = await visit(place);
  await page.clock.install();
  await page.route('**/payments', (route) => route.abort());
  await payButton(page).click();
  await expect.poll(() => payments.length).toBeGreaterThan(0);
  let reads = 0;
  page.on('response', (answer) => {
    if (answer.url().includes('/payonce/checkouts')) reads += 1;
  });
  await page.clock.fastForward('01:00:00');
  const sent = payments.length;
  await page.unroute('**/payments');
  // The hour may have given up a question that was out; the next comes within a minute.
  const aMomentLater = async () => {
    if (reads === 0) await page.clock.fastForward('00:10');
    return reads;
  };
  await expect.poll(aMomentLater, { interval: 500 }).toBeGreaterThan(0);
  await untilStatus(page, 'error');
  await page.clock.fastForward('01:00:00');
  expect(payments).toHaveLength(sent);
  expect(await ledger(place.shop.bankUrl)).not.toContainEqual(
    expect.objectContaining({ key: await payments[0]?.headerValue('idempotency-key') }),
  );
  for (const text of heard()) expect(text).not.toMatch(/declin|nothing was charged/i);
  await page.clock.resume();
  await payButton(page).click();
  expect(await captured(place.shop.bankUrl, await untilConfirmed(page))).toHaveLength(1);
  await context.close();
});

test('a network that goes while the payment is in flight is waited for, and the result is shown', async () => {
  const { context, page, heard } = await visit(place);
  await fault(place.shop.bankUrl, 'slow', 1, 1500);
  const sent = page.waitForRequest((request) => request.url().endsWith('/payments'));
  await payButton(page).click();
  await sent;
  await context.setOffline(true);
  await untilStatus(page, 'checking', 'paying');
  await context.setOffline(false);
  const id = await untilConfirmed(page);
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
  for (const text of heard()) expect(text).not.toMatch(NEVER_SAID);
  await context.close();
});

test('a confirmation keeps its thanks while the network is away', async () => {
  const { context, page } = await visit(place);
  await payButton(page).click();
  await untilConfirmed(page);
  await context.setOffline(true);
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await context.setOffline(false);
  await untilConfirmed(page);
  await untilStatus(page, 'paid');
  await context.close();
});

test('a confirmation that believes it is prerendered only reads, before it is seen and after', async () => {
  const { context, page } = await visit(place);
  await payButton(page).click();
  const id = await untilConfirmed(page);
  const before = await ledger(place.shop.bankUrl);
  const sent: string[] = [];
  // What automates this browser forbids it to prerender, so the document only says that it is.
  const prerendered = await context.newPage();
  await prerendered.addInitScript(() => {
    const state = { prerendering: true, visibilityState: 'hidden' };
    Object.assign(window, { prerenderState: state });
    Object.defineProperty(document, 'prerendering', { get: () => state.prerendering });
    Object.defineProperty(document, 'visibilityState', { get: () => state.visibilityState });
  });
  prerendered.on('request', (request) => sent.push(request.method()));
  await prerendered.goto(`${place.shop.url}/confirmation/${id}`);
  await untilConfirmed(prerendered);
  const isRead = prerendered.waitForResponse((answer) => answer.url().includes('/payonce/'));
  await prerendered.evaluate(() => {
    const { prerenderState } = window as unknown as { prerenderState: object };
    Object.assign(prerenderState, { prerendering: false, visibilityState: 'visible' });
    document.dispatchEvent(new Event('prerenderingchange'));
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await isRead;
  await untilConfirmed(prerendered);
  expect(new Set(sent)).toEqual(new Set(['GET']));
  expect(await ledger(place.shop.bankUrl)).toEqual(before);
  await context.close();
});
