// A decline and what follows, a cart that changes meanwhile, and a page without a network.

import { expect, test } from 'vitest';
import { holdPayments, usePlace, visit } from './place.ts';
import {
  captured,
  CARD,
  cardFields,
  enterCard,
  ledger,
  NO_FUNDS,
  payButton,
  untilConfirmed,
  untilStatus,
  widget,
} from './shopper.ts';

const place = usePlace();

test('after a decline another card pays in the same form, under a new key', async () => {
  const { context, page, payments } = await visit(place, undefined, NO_FUNDS);
  await payButton(page).click();
  await untilStatus(page, 'declined');
  await page
    .getByRole('alert')
    .getByText(/not enough funds\. Nothing was charged/)
    .waitFor();
  await enterCard(page, CARD);
  await payButton(page).click();
  const id = await untilConfirmed(page);
  const statuses = (await ledger(place.shop.bankUrl, id)).map((charge) => charge.status);
  expect(statuses).toEqual(['declined', 'captured']);
  const keys = await Promise.all(payments.map((one) => one.headerValue('idempotency-key')));
  expect(new Set(keys).size).toBe(2);

  const [first] = payments;
  const again = async () =>
    context.request.post(first?.url() ?? '', {
      data: first?.postData() ?? '',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': keys[0] ?? '' },
    });
  const [one, two] = [await again(), await again()];
  expect([one.status(), one.headers()['idempotent-replayed']]).toEqual([402, 'true']);
  expect(await one.text()).toBe(await two.text());
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
  await context.close();
});

test('after a decline the form keeps all but the security code', async () => {
  const { context, page } = await visit(place, undefined, NO_FUNDS);
  await payButton(page).click();
  await untilStatus(page, 'declined');
  const fields = cardFields(page);
  await expect.poll(() => fields.getByLabel('Security code').inputValue()).toBe('');
  expect(await fields.getByLabel('Card number').inputValue()).toBe('4000 0000 0000 9995');
  await context.close();
});

test('incomplete fields show what is missing, and nothing is posted', async () => {
  const { context, page } = await visit(place, undefined, '4242');
  const posted: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') posted.push(request.url());
  });
  await payButton(page).click();
  await cardFields(page).locator('[aria-invalid="true"]').first().waitFor();
  await cardFields(page).getByLabel('Security code').fill('');
  await payButton(page).click();
  await page
    .getByRole('alert')
    .getByText(/card details are still missing/)
    .waitFor();
  await untilStatus(page, 'ready');
  expect(posted).toEqual([]);
  await enterCard(page);
  await payButton(page).click();
  await untilConfirmed(page);
  await context.close();
});

test('a cart that changed in another tab is shown with its new total and asked for again', async () => {
  const { context, page } = await visit(place);
  const before = await payButton(page).textContent();
  const cart = (await (await context.request.get(`${place.shop.url}/shop/cart`)).json()) as {
    id: string;
    items: { sku: string; quantity: number }[];
  };
  const items = cart.items.map(({ sku }) => ({ sku, quantity: 3 }));
  const changed = await context.request.patch(`${place.shop.url}/shop/carts/${cart.id}`, {
    data: { items },
  });
  expect(changed.status()).toBe(200);
  const { amount } = (await changed.json()) as { amount: { value: number; currency: string } };
  await payButton(page).click();
  await page.getByText(/Your cart changed in another window/).waitFor();
  await untilStatus(page, 'ready');
  expect(await payButton(page).textContent()).not.toBe(before);
  const shown = await payButton(page).textContent();
  expect(shown).toContain((amount.value / 100).toFixed(2));
  await payButton(page).click();
  const id = await untilConfirmed(page);
  expect(await ledger(place.shop.bankUrl, id)).toMatchObject([{ amount, status: 'captured' }]);
  await context.close();
});

test('a cart cannot be changed once it is paid', async () => {
  const { context, page } = await visit(place);
  await payButton(page).click();
  await untilConfirmed(page);
  const cart = (await (await context.request.get(`${place.shop.url}/shop/cart`)).json()) as {
    id: string;
    items: unknown;
  };
  const answer = await context.request.patch(`${place.shop.url}/shop/carts/${cart.id}`, {
    data: { items: cart.items },
  });
  expect(answer.status()).toBe(409);
  await context.close();
});

test('a press while offline sends nothing, then or later', async () => {
  const { context, page, payments } = await visit(place);
  await context.setOffline(true);
  await untilStatus(page, 'offline');
  // The button says of itself that it is disabled; a person presses it all the same.
  await payButton(page).click({ force: true });
  await page.getByText(/You are offline\. Nothing was sent/).waitFor();
  await context.setOffline(false);
  await untilStatus(page, 'ready');
  expect(payments).toHaveLength(0);
  await payButton(page).click();
  const id = await untilConfirmed(page);
  expect(await captured(place.shop.bankUrl, id)).toHaveLength(1);
  await context.close();
});

test('the button keeps the focus and says that it is busy while the payment is in flight', async () => {
  const { context, page } = await visit(place);
  const letGo = await holdPayments(place, context);
  await payButton(page).focus();
  await page.keyboard.press('Enter');
  await untilStatus(page, 'paying');
  const busy = page.getByRole('button', { name: 'Paying €28.00', exact: true });
  expect(await busy.getAttribute('aria-disabled')).toBe('true');
  expect(await busy.getAttribute('aria-busy')).toBe('true');
  expect(await busy.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await page.getByRole('status').count()).toBe(1);
  expect(await widget(page).getByRole('status').count()).toBe(1);
  letGo();
  await untilConfirmed(page);
  await context.close();
});

test('no digit of the card reaches the page or the shop', async () => {
  const { context, page } = await visit(place);
  const bodies: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(place.shop.url))
      bodies.push(request.postData() ?? '', request.url());
  });
  await payButton(page).click();
  await untilConfirmed(page);
  for (const body of bodies) expect(body.replace(/\D/g, '')).not.toContain('42424242');
  await context.close();
});
