// Each promise about carts, purchases and refusals is seen to break, and only by what breaks it.

import { expect, test } from 'vitest';
import { broken, end, pay, payUpToAnswer, settleWrites } from './histories.ts';
import { CHECKOUT, key, paymentId, PRICE, ShopDay } from './shop-day.ts';
import { changeCart } from './troubles.ts';

test('a payment claimed for a cart of before its change breaks paid-as-the-cart-is', () => {
  for (const isQuotedAnew of [true, false]) {
    const day = new ShopDay();
    day.open();
    changeCart(day, {}, { version: 2 });
    if (isQuotedAnew) day.commit([day.seen({ cart_version: 'v2', key: day.newKey() })]);
    day.ask('p1', 'open');
    pay(day);
    expect(broken(end(day))).toEqual(isQuotedAnew ? [] : ['paid-as-the-cart-is']);
  }
});

test('a cart that changes while it is paid or after breaks paid-as-the-cart-is', () => {
  const live = new ShopDay();
  live.open();
  payUpToAnswer(live, 'tok_1');
  changeCart(live, {}, { version: 2 });
  expect(broken(live.history())).toEqual(['paid-as-the-cart-is']);
  const paid = new ShopDay();
  paid.open();
  pay(paid);
  changeCart(paid, {}, { owner: 'ann-member' });
  expect(broken(paid.history())).toEqual([]);
  changeCart(paid, {}, { version: 2 });
  expect(broken(paid.history())).toEqual(['paid-as-the-cart-is']);
});

test('a cart that its owner cannot open breaks owner-is-let-in', () => {
  const refused = (owner: string, status: number, isHandedOver: boolean) => {
    const day = new ShopDay();
    day.open();
    changeCart(day, { owner: 'guest' }, { owner });
    const exchange = day.request('p1', 'POST', '/payonce/checkouts');
    if (isHandedOver) changeCart(day, { owner }, { owner: 'ann-member' });
    day.answer(exchange, status, '{}');
    return broken(day.history());
  };
  expect(refused('ann', 404, false)).toEqual(['owner-is-let-in']);
  expect(refused('ann', 401, false)).toEqual(['owner-is-let-in']);
  expect(refused('bob', 404, false)).toEqual([]);
  expect(refused('ann', 404, true)).toEqual([]);
  expect(refused('ann', 503, false)).toEqual([]);
});

test('an event of another purchase than the one that was paid breaks paid-event-tells-the-purchase', () => {
  const told = (change: object) => {
    const day = new ShopDay();
    day.open();
    day.press();
    const amount = PRICE;
    const asked = { amount, cartVersion: 'v1', paymentMethod: { type: 'card', token: 'tok_1' } };
    const path = `/payonce/checkouts/${CHECKOUT}/payments`;
    const sent = { key: day.currentKey, body: JSON.stringify(asked) };
    const exchange = day.request('p1', 'POST', path, sent);
    day.claim('tok_1');
    const call = day.call('charge', key(1), { answering: [exchange] });
    const charge = { id: 'ch_tok_1', reference: CHECKOUT, key: key(1), amount, last4: '4242' };
    const captured = { ...charge, status: 'captured' } as const;
    day.tell({ type: 'ledger', fact: { type: 'charged', token: 'tok_1', charge: captured } });
    day.hear(call);
    const payment = { id: paymentId(1), status: 'succeeded', amount, method: { last4: '4242' } };
    const purchase = { checkoutId: CHECKOUT, cartVersion: 'v1', amount, lines: [{ amount }] };
    const event = JSON.stringify({ ...purchase, payment: { ...payment, ...change }, ...change });
    const writes = settleWrites(day, 'succeeded', 'ch_tok_1').map((write) =>
      write.table === 'outbox' ? { ...write, row: { ...write.row, event } } : write,
    );
    day.commit(writes);
    return broken(day.history());
  };
  expect(told({})).toEqual([]);
  const others = [
    { amount: { ...PRICE, value: 1 } },
    { amount: { ...PRICE, currency: 'USD' } },
    { cartVersion: 'v2' },
    { lines: [] },
    { method: { last4: '0002' } },
    { payment: null },
    { payment: { id: paymentId(2), status: 'succeeded', amount: PRICE, method: {} } },
  ];
  for (const other of others) expect(told(other)).toEqual(['paid-event-tells-the-purchase']);
});

test('a refusal for what is not so breaks refusal-is-so', () => {
  const refused = (status: number, body: object, more: (day: ShopDay) => void = () => {}) => {
    const day = new ShopDay();
    day.open();
    day.press();
    const exchange = day.send('tok_1');
    more(day);
    day.answer(exchange, status, JSON.stringify(body));
    return broken(day.history()).includes('refusal-is-so');
  };
  const key410 = { code: 'idempotency-key-expired' };
  const paid = (day: ShopDay): void => {
    pay(day, 'tok_2', 'p1');
  };
  expect(refused(409, { code: 'already-paid' })).toBe(true);
  expect(refused(409, { code: 'already-paid' }, paid)).toBe(false);
  expect(refused(409, { code: 'payment-in-flight' })).toBe(true);
  expect(refused(409, { code: 'payment-in-flight' }, paid)).toBe(false);
  const renew = (day: ShopDay): void => {
    day.commit([day.seen({ key: day.newKey() })]);
  };
  const lasting = (day: ShopDay): void => {
    day.commit([day.seen({ key_expires_at: day.now + 3_600_000 })]);
  };
  expect(refused(410, key410, renew)).toBe(false);
  expect(refused(410, key410)).toBe(false);
  const day = new ShopDay();
  day.open();
  lasting(day);
  day.press();
  day.answer(day.send('tok_1'), 410, JSON.stringify(key410));
  expect(broken(day.history())).toContain('refusal-is-so');
  const quoted = (value: number, status = 'open'): object => ({
    code: 'quote-changed',
    checkout: { status, amount: { ...PRICE, value } },
  });
  expect(refused(409, quoted(PRICE.value))).toBe(true);
  expect(refused(409, quoted(PRICE.value, 'processing'))).toBe(false);
  expect(refused(409, quoted(1))).toBe(false);
});

test('a capture with a key that was cancelled breaks canceled-key-never-charges', () => {
  for (const isOther of [true, false]) {
    const day = new ShopDay();
    day.open();
    const canceled = isOther ? day.newKey() : day.currentKey;
    const exchange = payUpToAnswer(day, 'tok_1', 'captured');
    const path = `/payonce/checkouts/${CHECKOUT}/cancel`;
    day.answer(day.request('p2', 'POST', path, { key: `"${canceled}"` }), 200, '{}');
    day.commit(settleWrites(day, 'succeeded', 'ch_tok_1'));
    day.answer(exchange, 201, '{}');
    expect(broken(day.history())).toEqual(isOther ? [] : ['canceled-key-never-charges']);
  }
});

test('what is pressed anew with a key whose cancellation was forgotten breaks nothing', () => {
  const day = new ShopDay();
  day.open();
  const canceled = day.currentKey;
  day.commit([day.seen({ key: day.newKey() })]);
  const path = `/payonce/checkouts/${CHECKOUT}/cancel`;
  day.answer(day.request('p1', 'POST', path, { key: canceled }), 200, '{}');
  day.forget(1);
  day.ask();
  day.show();
  pay(day);
  expect(day.row('attempts', CHECKOUT, 1)?.['key']).toBe(canceled);
  expect(broken(day.history())).not.toContain('canceled-key-never-charges');
});
