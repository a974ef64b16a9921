// Cards that ask for their owner: the bank's page, its one decision, and how it ends by itself.

import { expect, test } from 'vitest';
import {
  aBank,
  aToken,
  chargeOf,
  codeOf,
  get,
  labelled,
  ledgerOf,
  memoryLedger,
  order,
  post,
  RETURN_URL,
  type TestBank,
} from './a-bank.ts';
import type { Charge } from '../../src/bank/ledger.ts';

const ASKING_CARD = '4000 0027 6000 3184';
const FAILING_CARD = '4000 0084 0000 1629';
const QUARTER_HOUR_MS = 15 * 60 * 1000;

interface Asked {
  readonly charge: Charge;
  readonly path: string;
  readonly secret: string;
}

async function asked(bank: TestBank, number = ASKING_CARD): Promise<Asked> {
  const answer = await post(bank, '/charges', labelled(await aToken(bank, number)));
  expect(answer.status).toBe(202);
  const charge = (await answer.json()) as Charge;
  const url = new URL(charge.nextAction?.url ?? '');
  return { charge, path: url.pathname, secret: url.searchParams.get('secret') ?? '' };
}

function decide(bank: TestBank, { path, secret }: Asked, decision: string): Promise<Response> {
  return bank.bank.fetch(
    new Request(`http://bank.test${path}`, {
      method: 'POST',
      body: new URLSearchParams({ secret, decision }),
    }),
  );
}

const page = (bank: TestBank, { path, secret }: Asked) => get(bank, `${path}?secret=${secret}`);

test('a card that asks is pending and leads to the bank’s own page', async () => {
  const bank = aBank();
  const { charge, secret } = await asked(bank);
  expect(charge).toMatchObject({ status: 'pending', nextAction: { type: 'redirect' } });
  expect(charge.nextAction?.url).toMatch(/^http:\/\/bank\.test\/authenticate\/ch_\w+\?secret=\w+$/);
  expect(secret).toMatch(/^[0-9a-f]{32}$/);
  expect((await ledgerOf(bank)).charges).toMatchObject([{ status: 'pending' }]);
});

test('without a way back the card is declined', async () => {
  const bank = aBank();
  const answer = await post(bank, '/charges', order(await aToken(bank, ASKING_CARD)));
  expect(answer.status).toBe(402);
  expect(await answer.json()).toMatchObject({ declineCode: 'authentication_required' });
});

test.each(['javascript:alert(1)', 'shop.test/back', '//shop.test', 'http://a:b@shop.test/'])(
  'a way back to %s is refused and charges nothing',
  async (returnUrl) => {
    const bank = aBank();
    const body = { ...labelled(await aToken(bank)), returnUrl };
    expect((await post(bank, '/charges', body)).status).toBe(400);
    expect((await ledgerOf(bank)).charges).toEqual([]);
  },
);

test.each([
  [ASKING_CARD, 'approve', 'captured', undefined],
  [ASKING_CARD, 'refuse', 'declined', 'authentication_failed'],
  [FAILING_CARD, 'approve', 'declined', 'authentication_failed'],
])('card %s, %s: %s', async (number, decision, status, declineCode) => {
  const bank = aBank();
  const question = await asked(bank, number);
  const answer = await decide(bank, question, decision);
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, RETURN_URL]);
  const charge = await chargeOf(bank);
  expect([charge?.status, charge?.declineCode]).toEqual([status, declineCode]);
  expect(charge).not.toHaveProperty('nextAction');
});

test('a second word, another one too, changes nothing and leads back', async () => {
  const bank = aBank();
  const question = await asked(bank);
  await decide(bank, question, 'refuse');
  const events = bank.ledger.events.length;
  const again = await decide(bank, question, 'approve');
  expect([again.status, again.headers.get('Location')]).toEqual([303, RETURN_URL]);
  expect((await chargeOf(bank))?.status).toBe('declined');
  expect(bank.ledger.events).toHaveLength(events);
});

test('of many words at once one counts', async () => {
  const bank = aBank();
  const question = await asked(bank);
  const words = Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? 'approve' : 'refuse'));
  await Promise.all(words.map((word) => decide(bank, question, word)));
  expect(bank.ledger.events.filter(({ type }) => type === 'settled')).toHaveLength(1);
});

test('the page asks, names reference and amount, and runs nothing', async () => {
  const bank = aBank();
  const answer = await page(bank, await asked(bank));
  const policy = answer.headers.get('Content-Security-Policy') ?? '';
  const html = await answer.text();
  expect(html).toContain('chk_1');
  expect(html).toContain('€42.00');
  expect(html.indexOf('Approve')).toBeLessThan(html.indexOf('Refuse'));
  expect(html).not.toMatch(/<script|<style| style=| on[a-z]+=/);
  expect(policy).toContain("default-src 'none'; style-src 'self'");
  expect(policy).toContain("form-action 'self' http://shop.test;");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(answer.headers.get('Referrer-Policy')).toBe('no-referrer');
});

test('the page escapes what it is told', async () => {
  const bank = aBank();
  const token = await aToken(bank, ASKING_CARD);
  const body = { ...labelled(token), reference: '<b>"&amp;', returnUrl: 'http://shop.test/?"><b>' };
  const charge = (await (await post(bank, '/charges', body)).json()) as Charge;
  const html = await (await get(bank, charge.nextAction?.url.slice(16) ?? '')).text();
  expect(html).toContain('&lt;b&gt;&quot;&amp;amp;');
  expect(html).not.toContain('<b>');
});

test.each([
  ['approved', 'approve', 'You approved this payment'],
  ['refused', 'refuse', 'This payment was not made'],
])('whoever comes back to a page that was %s reads so', async (_, decision, words) => {
  const bank = aBank();
  const question = await asked(bank);
  await decide(bank, question, decision);
  const html = await (await page(bank, question)).text();
  expect(html).toContain(words);
  expect(html).toContain(`href="${RETURN_URL}"`);
  expect(html).not.toContain('<form');
});

test('nobody without the secret sees the page or decides', async () => {
  const bank = aBank();
  const question = await asked(bank);
  const stranger = { ...question, secret: question.secret.replace(/^./, 'x') };
  expect((await page(bank, stranger)).status).toBe(404);
  expect((await decide(bank, stranger, 'approve')).status).toBe(404);
  expect((await get(bank, '/authenticate/ch_none?secret=x')).status).toBe(404);
  expect((await chargeOf(bank))?.status).toBe('pending');
});

test('a word that is neither yes nor no asks again', async () => {
  const bank = aBank();
  const answer = await decide(bank, await asked(bank), 'perhaps');
  expect([answer.status, (await chargeOf(bank))?.status]).toEqual([200, 'pending']);
});

test('after a quarter of an hour it is declined by itself, and a late yes changes nothing', async () => {
  const bank = aBank();
  const question = await asked(bank);
  await bank.clock.advance(QUARTER_HOUR_MS - 1);
  expect((await chargeOf(bank))?.status).toBe('pending');
  await bank.clock.advance(1);
  expect((await decide(bank, question, 'approve')).status).toBe(303);
  expect(await chargeOf(bank)).toMatchObject({
    status: 'declined',
    declineCode: 'authentication_expired',
    declineKind: 'soft',
  });
  expect(await (await page(bank, question)).text()).toContain('This page has expired');
});

test('a cancel ends it for ever', async () => {
  const bank = aBank();
  const question = await asked(bank);
  const canceled = await post(bank, '/charges/cancel', { key: 'key-1' });
  expect([canceled.status, await canceled.json()]).toEqual([200, { status: 'canceled' }]);
  await decide(bank, question, 'approve');
  const found = await get(bank, '/charges?key=key-1');
  expect(await found.json()).toMatchObject({ charge: { status: 'canceled' }, canceled: true });
  const again = await post(bank, '/charges', labelled(await aToken(bank)));
  expect([again.status, await codeOf(again)]).toEqual([410, 'key-canceled']);
  expect(await (await page(bank, question)).text()).toContain('This payment was canceled');
});

test('a cancel of it is one fact, so that no crash leaves it half done', async () => {
  const bank = aBank();
  await asked(bank);
  await post(bank, '/charges/cancel', { key: 'key-1' });
  expect(bank.ledger.events.map(({ type }) => type)).toEqual([
    'token-issued',
    'charged',
    'settled',
  ]);
});

test('a cancel and a yes at once: one of them wins, and both hear which', async () => {
  const bank = aBank();
  const question = await asked(bank);
  const [, canceled] = await Promise.all([
    decide(bank, question, 'approve'),
    post(bank, '/charges/cancel', { key: 'key-1' }),
  ]);
  expect(canceled.status).toBe((await chargeOf(bank))?.status === 'captured' ? 409 : 200);
  expect(bank.ledger.events.filter(({ type }) => type === 'settled')).toHaveLength(1);
});

test('a repeat of the charge answers it as it stands now', async () => {
  const bank = aBank();
  const body = labelled(await aToken(bank, ASKING_CARD));
  const first = (await (await post(bank, '/charges', body)).json()) as Charge;
  const url = new URL(first.nextAction?.url ?? '');
  const question = { charge: first, path: url.pathname, secret: url.searchParams.get('secret')! };
  const repeat = async (): Promise<number> => (await post(bank, '/charges', body)).status;
  expect(await repeat()).toBe(202);
  await decide(bank, question, 'approve');
  expect(await repeat()).toBe(201);
  expect((await ledgerOf(bank)).charges).toHaveLength(1);
});

test('a bank made anew from the ledger takes the word that is still missing', async () => {
  const before = aBank();
  const question = await asked(before);
  const after = aBank(memoryLedger(before.ledger.events));
  expect((await decide(after, question, 'approve')).status).toBe(303);
  expect((await chargeOf(after))?.status).toBe('captured');
});
