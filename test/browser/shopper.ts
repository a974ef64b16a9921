// A person at the demo shop, in a real browser: fills a cart, fills in the card, presses Pay, and
// reads. Counts what the page sends and keeps every word that was shown. The judge is the bank's
// ledger.

import type { BrowserContext, CDPSession, Frame, Locator, Page, Request } from 'playwright-core';

export const CARD = '4242424242424242';
export const NO_FUNDS = '4000000000009995';

export interface LedgerCharge {
  readonly id: string;
  readonly key: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly status: string;
}

/** Watches what a browser context sends: every payment, with its key and body. */
export function watchPayments(context: BrowserContext): Request[] {
  const payments: Request[] = [];
  context.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/payments')) payments.push(request);
  });
  return payments;
}

/**
 * Puts one piece into the cart by the shop's API, with the context's cookie, and answers the cart's
 * id.
 */
export async function fillCart(
  context: BrowserContext,
  shopUrl: string,
  quantity = 1,
): Promise<string> {
  const products = (await (await context.request.get(`${shopUrl}/shop/products`)).json()) as {
    sku: string;
  }[];
  const sku = products[0]?.sku ?? '';
  const created = await context.request.post(`${shopUrl}/shop/carts`, {
    data: { items: [{ sku, quantity }] },
  });
  if (created.status() !== 201) throw new Error(`No cart: ${created.status()}`);
  return ((await created.json()) as { id: string }).id;
}

/** The widget's root, whose `data-payonce-status` says how it stands. */
export function widget(page: Page): Locator {
  return page.locator('[data-payonce-status]').first();
}

export function payButton(page: Page | Locator): Locator {
  return page.getByRole('button', { name: /^Pay/ });
}

/** Presses Pay whatever it says by now: another tab may have told this one that it pays already. */
export async function press(page: Page): Promise<void> {
  await payButton(page).click({ force: true });
}

export async function untilStatus(page: Page, ...statuses: string[]): Promise<void> {
  const wanted = statuses.map((status) => `[data-payonce-status="${status}"]`).join(',');
  await page.locator(wanted).first().waitFor({ timeout: 20_000 });
}

/** Opens the checkout and waits until it can be paid and the bank's fields are there. */
export async function openCheckout(page: Page, shopUrl: string): Promise<void> {
  await page.goto(`${shopUrl}/checkout`);
  await untilStatus(page, 'ready', 'declined');
  await cardFields(page).getByLabel('Card number').waitFor();
}

export function cardFields(page: Page, index = 0) {
  return page.locator('iframe[title="Card details"]').nth(index).contentFrame();
}

/** Fills the card fields in, as typed. */
export async function enterCard(page: Page, number = CARD, index = 0): Promise<void> {
  const fields = cardFields(page, index);
  await fields.getByLabel('Card number').fill(number);
  await fields.getByLabel('Expiry').fill('12/40');
  await fields.getByLabel('Security code').fill('123');
}

/** Waits until the page has led on to the confirmation, and answers the checkout's id. */
export async function untilConfirmed(page: Page): Promise<string> {
  await page.waitForURL(/\/confirmation\/chk_/, { timeout: 30_000 });
  await page.getByRole('heading', { level: 1, name: 'Thank you' }).waitFor();
  return checkoutIdOf(page);
}

export function checkoutIdOf(page: Page): string {
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** The bank's charges for a checkout, or all of them. */
export async function ledger(bankUrl: string, reference?: string): Promise<LedgerCharge[]> {
  const query = reference === undefined ? '' : `?reference=${reference}`;
  const answer = await fetch(`${bankUrl}/ledger${query}`);
  return ((await answer.json()) as { charges: LedgerCharge[] }).charges;
}

export async function captured(bankUrl: string, reference: string): Promise<LedgerCharge[]> {
  return (await ledger(bankUrl, reference)).filter((charge) => charge.status === 'captured');
}

export async function fault(bankUrl: string, point: string, times = 1, ms?: number): Promise<void> {
  const body = JSON.stringify({ point, times, ...(ms === undefined ? {} : { ms }) });
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(`${bankUrl}/faults`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`The bank refused the fault ${point}: ${await answer.text()}`);
}

export async function clearFaults(bankUrl: string): Promise<void> {
  await fetch(`${bankUrl}/faults`, { method: 'DELETE' });
}

/**
 * Keeps every text that the widget or the confirmation said, on this page and on those it leads to.
 */
export async function listen(context: BrowserContext): Promise<() => string[]> {
  const heard: string[] = [];
  await context.exposeBinding('payonceHeard', (_source, text: string) => heard.push(text));
  await context.addInitScript(() => {
    const tell = (globalThis as unknown as { payonceHeard: (text: string) => void }).payonceHeard;
    const said = new Set<string>();
    const look = (): void => {
      for (const element of document.querySelectorAll('[role=status],[role=alert],[aria-live]')) {
        const text = element.textContent.trim();
        if (text === '' || said.has(text)) continue;
        said.add(text);
        tell(text);
      }
    };
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  });
  return () => heard;
}

/** Slows the page's processor down by `rate`. */
export async function throttle(page: Page, rate: number): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
  return session;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export async function middleOf(target: Locator): Promise<Point> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('There is nothing to click.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** A trusted double click: two presses of the mouse, `gapMs` apart. */
export async function doubleClick(page: Page, point: Point, gapMs: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const at = { ...point, button: 'left' as const };
  const press = (clickCount: number) => [
    session.send('Input.dispatchMouseEvent', { ...at, type: 'mousePressed', clickCount }),
    session.send('Input.dispatchMouseEvent', { ...at, type: 'mouseReleased', clickCount }),
  ];
  const first = press(1);
  // The pace of a hand is what is tested here, not how long anything takes.
  if (gapMs > 0) await new Promise((resolve) => setTimeout(resolve, gapMs));
  await Promise.all([...first, ...press(2)]);
}

export function isCardFrame(frame: Frame): boolean {
  return frame.url().includes('/card');
}
