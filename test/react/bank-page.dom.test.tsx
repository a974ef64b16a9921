// A payment that waits at the bank, as the shopper sees it: on the page that sent it, on another
// one, and on the confirmation to which the bank leads back.

import { act, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problem } from '../client/answers.ts';
import {
  openCheckout,
  openPage,
  payButton,
  serveShop,
  statusOf,
  theCheckout,
  theConfirmation,
  until,
  type Page,
} from './shop-page.tsx';

serveShop();

const CANCEL = { name: 'Cancel and pay another way' };

async function atTheBank() {
  const page = await openCheckout();
  page.frame.card = { token: 'tok_action' };
  await page.user.click(payButton());
  await until('action');
  return page;
}

function waitsAtTheBank(page: Page, url?: string): void {
  page.shop.payElsewhere('tok_action');
  const { payment } = page.shop.checkout();
  if (payment === null || url === undefined) return;
  page.shop.picture = { payment: { ...payment, nextAction: { type: 'redirect', url } } };
}

test('it says who asks, and offers to go on or to pay another way', async () => {
  await atTheBank();
  expect(screen.getByRole('status').textContent).toBe('Your bank wants to make sure it is you.');
  expect(payButton().textContent).toBe('Pay €42.00. Continue at your bank');
  expect(screen.getByRole('button', CANCEL)).toBeTruthy();
  expect(screen.getAllByRole('button')).toHaveLength(2);
  expect(screen.queryByTitle('Card details')).toBeNull();
});

test('paying another way opens the form again, says that nothing was charged, keeps the focus', async () => {
  const { user, shop } = await atTheBank();
  await user.click(screen.getByRole('button', CANCEL));
  await until('declined');
  expect(screen.getByRole('alert').textContent).toBe(
    'The payment was not completed. Nothing was charged. You can try again.',
  );
  expect(await screen.findByTitle('Card details')).toBeTruthy();
  expect(document.activeElement).toBe(payButton());
  expect(screen.queryByRole('button', CANCEL)).toBeNull();
  expect(shop.cancels()).toHaveLength(1);
});

test('when it cannot be given up the shopper reads so, and not that nothing was charged', async () => {
  const { user, shop } = await atTheBank();
  shop.cancelFault = () => problem('payment-in-flight');
  await user.click(screen.getByRole('button', CANCEL));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toMatch(/^This could not be canceled just now\./);
  expect(alert.textContent).not.toMatch(/charged/);
  expect(statusOf()).toBe('action');
  expect(screen.getByRole('button', CANCEL).hasAttribute('aria-busy')).toBe(false);
});

test('a page that did not send it offers only to go on', async () => {
  const page = openPage();
  waitsAtTheBank(page);
  page.show(theCheckout(page));
  await until('action');
  expect(screen.queryByRole('button', CANCEL)).toBeNull();
  expect(screen.getAllByRole('button')).toHaveLength(1);
});

test('the confirmation waits for the bank, leads back to it, and thanks by itself', async () => {
  const page = openPage();
  waitsAtTheBank(page);
  page.show(theConfirmation(page));
  await until('action');
  expect(screen.getByRole('heading', { level: 1, name: 'Not paid yet' })).toBeTruthy();
  const link = screen.getByRole('link', { name: 'Continue at your bank' });
  expect(link.getAttribute('href')).toBe('https://bank.example/3ds');
  page.shop.decide('succeeded');
  await waitFor(async () => {
    await act(() => page.clock.advance(2_000));
    expect(statusOf()).toBe('paid');
  });
  expect(screen.getByRole('heading', { level: 1, name: 'Thank you' })).toBeTruthy();
  expect(screen.queryByRole('link')).toBeNull();
  expect(page.shop.posts()).toEqual([]);
});

test.each(['javascript:alert(1)', 'data:text/html,hello', '//bank.example', ''])(
  'an address such as "%s" leads nowhere',
  async (url) => {
    const page = openPage();
    waitsAtTheBank(page, url);
    page.show(theConfirmation(page));
    await until('action');
    expect(screen.queryByRole('link')).toBeNull();
  },
);
