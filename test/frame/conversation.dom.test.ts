// What a widget and the card page say to each other, and who is not listened to.

import { expect, test } from 'vitest';
import { aCardPage, aFilledPage, errorOf, HELLO, PARENT, SHOP } from './a-card-page.ts';

const issued = () =>
  Response.json({ token: 'tok_1', brand: 'visa', last4: '4242' }, { status: 201 });

test('ready is the first thing that a widget hears, height and change come next', () => {
  const page = aCardPage();
  page.setHeight(103);
  page.connect();
  expect(page.heard).toEqual([
    { type: 'ready' },
    { type: 'height', px: 103 },
    { type: 'change', complete: false, empty: true },
  ]);
});

test.each([
  ['another window', { source: { name: 'a stranger' } as unknown as Window }],
  ['another origin', { origin: 'https://evil.test' }],
  ['an origin that only begins alike', { origin: `${SHOP}.evil.test` }],
  ['nobody who gives a port', { ports: [] }],
])('a connect from %s is ignored', (_who, from) => {
  const page = aCardPage();
  page.connect(HELLO, from);
  expect(page.heard).toEqual([]);
});

test('a message that is no connect is ignored', () => {
  const page = aCardPage();
  page.connect({ ...HELLO, protocol: 'payonce.card-frame.2' });
  expect(page.heard).toEqual([]);
});

test('a page that was not asked for by an origin takes its parent as it is', () => {
  const page = aCardPage({ search: '' });
  page.connect(HELLO, { origin: 'https://other.test' });
  expect(page.heard[0]).toEqual({ type: 'ready' });
});

test('a page opened alone says what it is and talks to nobody', () => {
  const page = aCardPage({ isAlone: true });
  page.connect();
  expect(document.querySelector<HTMLElement>('#alone')?.hidden).toBe(false);
  expect(page.heard).toEqual([]);
});

test('a framed page does not explain itself', () => {
  aCardPage();
  expect(document.querySelector<HTMLElement>('#alone')?.hidden).toBe(true);
});

test('nothing that a widget hears holds more than four digits in a row', async () => {
  const page = await aFilledPage();
  await page.tell({ type: 'tokenize', id: 1 });
  await page.answer(issued());
  expect(page.heardOf('tokenized')).toHaveLength(1);
  expect(JSON.stringify(page.heard)).not.toMatch(/\d{5}|4242 4242/);
});

test('tokenizing an empty form shows every error and sends nothing', async () => {
  const page = aCardPage();
  page.connect();
  await page.tell({ type: 'tokenize', id: 7 });
  expect(page.heardOf('token-failed')).toEqual([
    {
      type: 'token-failed',
      id: 7,
      reason: 'incomplete',
      message: 'Enter the long number on your card.',
    },
  ]);
  expect([page.number, page.exp, page.cvc].map(errorOf)).toEqual([
    'Enter the long number on your card.',
    'Enter month and year as MM/YY.',
    'Enter the 3 digits on the back of your card.',
  ]);
  expect(document.activeElement).toBe(page.number);
  expect(page.requests).toEqual([]);
});

test('a complete card goes to the bank’s own origin and comes back as a token', async () => {
  const page = await aFilledPage();
  await page.tell({ type: 'tokenize', id: 3 });
  const [request] = page.requests;
  expect([request?.method, request?.url]).toEqual(['POST', 'https://bank.test/tokens']);
  expect(await request?.json()).toEqual({
    number: '4242 4242 4242 4242',
    exp: '12/34',
    cvc: '123',
  });
  await page.answer(issued());
  expect(page.heard.at(-1)).toEqual({
    type: 'tokenized',
    id: 3,
    token: 'tok_1',
    method: { type: 'card', brand: 'visa', last4: '4242' },
  });
});

test('what the bank finds wrong shows under its field', async () => {
  const page = await aFilledPage();
  await page.tell({ type: 'tokenize', id: 1 });
  const errors = [{ path: 'number', message: 'Use a test card.' }];
  await page.answer(Response.json({ code: 'card-invalid', errors }, { status: 400 }));
  expect(errorOf(page.number)).toBe('Use a test card.');
  expect(document.activeElement).toBe(page.number);
  expect(page.heardOf('token-failed')).toMatchObject([{ id: 1, reason: 'incomplete' }]);
});

test.each([
  ['no answer', new TypeError('Failed to fetch')],
  ['a 500', new Response('broken', { status: 500 })],
  ['a 400 that is not about the card', Response.json({ code: 'x' }, { status: 400 })],
  ['a 201 that is no token', Response.json({ hello: 1 }, { status: 201 })],
])('%s from the bank is unreachable, and the fields keep what they hold', async (_what, answer) => {
  const page = await aFilledPage();
  await page.tell({ type: 'tokenize', id: 1 });
  await page.answer(answer);
  expect(page.heardOf('token-failed')).toMatchObject([{ id: 1, reason: 'unreachable' }]);
  expect(page.number.value).toBe('4242 4242 4242 4242');
});

test('appearance takes known and plain properties only; the direction follows', async () => {
  const page = aCardPage();
  page.connect({ ...HELLO, locale: 'ar-EG', colorScheme: 'dark' });
  const { documentElement: root } = document;
  expect([root.dir, root.dataset['colorScheme']]).toEqual(['rtl', 'dark']);
  await page.tell({
    type: 'appearance',
    colorScheme: 'light',
    variables: {
      '--payonce-radius': '4px',
      '--payonce-field': 'url(https://evil.test/x)',
      '--unknown': 'red',
    },
  });
  const value = (name: string) => root.style.getPropertyValue(name);
  expect(value('--payonce-radius')).toBe('4px');
  expect([value('--payonce-field'), value('--unknown')]).toEqual(['', '']);
  expect(root.dataset['colorScheme']).toBe('light');
});

test('messages that are none of ours change nothing', async () => {
  const page = await aFilledPage();
  const before = page.heard.length;
  await page.tell({ type: 'lock', locked: 'yes' });
  await page.tell({ type: 'read-number' });
  expect([page.heard.length, page.number.readOnly]).toEqual([before, false]);
});

test('the height is told whenever it changes, and only then', () => {
  const page = aCardPage();
  page.connect();
  for (const px of [103, 103, 121]) page.setHeight(px);
  expect(page.heardOf('height').map(({ px }) => px)).toEqual([103, 121]);
});

test('after a widget connects anew only the new one hears', () => {
  const page = aCardPage();
  page.connect();
  const before = page.heard.length;
  const second: unknown[] = [];
  const port = { postMessage: (message: unknown) => second.push(message), close: () => undefined };
  page.connect(HELLO, { source: PARENT as unknown as Window, ports: [port as never] });
  expect([page.heard.length, second[0]]).toEqual([before, { type: 'ready' }]);
});

test('a token goes to the widget that asked for it, not to one that connected since', async () => {
  const page = await aFilledPage();
  await page.tell({ type: 'tokenize', id: 1 });
  const second: { type: string }[] = [];
  const port = { postMessage: (message: never) => second.push(message), close: () => undefined };
  page.connect(HELLO, { ports: [port as never] });
  await page.answer(issued());
  expect(page.heardOf('tokenized')).toHaveLength(1);
  expect(second.map(({ type }) => type)).not.toContain('tokenized');
});
