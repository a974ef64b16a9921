// Each promise about calls to the bank, claims and fences is seen to break: a call without a row,
// twice, at once, under a further key, for what is paid, for a read; a claim past the row, a write
// past the fence, an end without proof.

import { expect, test } from 'vitest';
import { audit } from '../../../src/sim/audit/audit.ts';
import {
  beDeclined,
  broken,
  claimed,
  doubt,
  pay,
  payUpToAnswer,
  settleWrites,
  takeBack,
} from './histories.ts';
import { CHECKOUT, key, ShopDay } from './shop-day.ts';
import { goOn, rest, takeOver } from './troubles.ts';

/** Asks where the payment stands, and pays with another card. */
function payAnew(day: ShopDay, token: string): void {
  day.ask();
  day.press();
  day.send(token);
  day.claim(token);
}

test('a call before its row breaks row-before-call', () => {
  const day = new ShopDay();
  day.open();
  day.press();
  day.send('tok_1');
  day.call('charge', key(1));
  expect(broken(day.history())).toEqual(['row-before-call']);
});

test('a charge that is asked for twice breaks leg-sent-once', () => {
  const day = claimed();
  day.hear(day.call('charge', key(1)), null);
  day.hear(day.call('charge', key(1), { server: 's1' }));
  expect(broken(day.history())).toEqual(['leg-sent-once']);
});

test('a charge that is asked for again after the database forgot it breaks nothing', () => {
  const day = claimed();
  day.hear(day.call('charge', key(1)), null);
  day.forget(1);
  day.claim('tok_1');
  day.call('charge', key(1));
  expect(broken(day.history())).toEqual([]);
});

test('two charges asked for at once break overlapping-gateway-calls', () => {
  const day = claimed();
  day.call('charge', key(1));
  day.call('charge', key(1), { server: 's1' });
  expect(broken(day.history())).toContain('overlapping-gateway-calls');
});

test('a call that a retired key made harmless is not out any more', () => {
  const day = claimed();
  day.call('charge', key(1));
  day.wait(15_000);
  takeOver(day);
  day.tell({ type: 'ledger', fact: { type: 'key-canceled', key: key(1) } });
  goOn(day, 'tok_1', 's1');
  day.call('charge', key(1, 2), { server: 's1' });
  expect(broken(day.history())).toEqual([]);
});

test('a key with the number of the try breaks one-gateway-key-per-attempt', () => {
  const day = claimed();
  day.hear(day.call('charge', key(1)), null);
  doubt(day);
  day.call('charge', `${key(1)}.2`);
  expect(broken(day.history())).toEqual(['one-gateway-key-per-attempt']);
});

test('a next leg while the first may still charge breaks one-gateway-key-per-attempt', () => {
  const day = claimed();
  day.hear(day.call('charge', key(1)), null);
  doubt(day);
  goOn(day, 'tok_1');
  day.call('charge', key(1, 2));
  expect(broken(day.history())).toEqual(['one-gateway-key-per-attempt']);
});

test('a key that is charged late breaks one-gateway-key-per-attempt, unless a rollback forgot it', () => {
  for (const then of ['not forgotten', 'nothing', 'asked anew', 'claimed anew'] as const) {
    const day = claimed();
    day.hear(day.call('charge', key(1)), null);
    takeBack(day, 'not_sent');
    payAnew(day, 'tok_2');
    day.hear(day.call('charge', key(2)), null);
    if (then !== 'not forgotten') day.forget(1);
    day.call('charge', key(1));
    if (then === 'claimed anew') payAnew(day, 'tok_3');
    if (then.endsWith('anew')) day.call('charge', key(2));
    day.charged('ch_2', key(2), 'tok_2');
    const told = audit(day.history()).filter(
      ({ promise, words }) => promise === 'one-gateway-key-per-attempt' && words.startsWith(key(1)),
    );
    expect(told).toHaveLength(then === 'not forgotten' ? 1 : 0);
  }
});

test('what is said never to be sent and charges later breaks one-gateway-key-per-attempt', () => {
  const day = claimed();
  day.hear(day.call('charge', key(1)), null);
  takeBack(day, 'not_sent');
  payAnew(day, 'tok_2');
  day.call('charge', key(2));
  day.charged('ch_1', key(1), 'tok_1');
  const names = broken(day.history());
  expect(names).toContain('one-gateway-key-per-attempt');
  expect(names).toContain('decline-is-proven');
});

test('a call for what is paid breaks no-call-after-paid', () => {
  const day = new ShopDay();
  day.open();
  pay(day);
  day.call('charge', key(1, 2));
  expect(broken(day.history())).toContain('no-call-after-paid');
});

test('a call for what the bank has captured breaks no-call-after-paid', () => {
  const day = new ShopDay();
  day.open();
  payUpToAnswer(day, 'tok_1');
  goOn(day, 'tok_1');
  day.call('charge', key(1, 2));
  expect(broken(day.history())).toContain('no-call-after-paid');
});

test('a call of the bank for a read breaks reads-never-charge', () => {
  for (const how of ['read', 'open'] as const) {
    const day = new ShopDay();
    day.open();
    day.ask('p1', how);
    day.hear(day.call('lookup', key(1), { answering: [2] }));
    expect(broken(day.history())).toEqual(['reads-never-charge']);
  }
});

test('a claim beside a live payment, or of an old key, breaks only-the-current-key-is-claimed', () => {
  const live = claimed();
  live.claim('tok_2', 's1');
  expect(broken(live.history())).toContain('only-the-current-key-is-claimed');
  const stale = new ShopDay();
  stale.open();
  const place = { checkout_id: CHECKOUT, ordinal: 1 };
  const attempt = { ...place, status: 'processing', key: 'an-old-one', amount_value: 4200 };
  stale.commit([
    stale.seen({ live: 1, attempts: 1, fence: 1, lease_until: stale.now }),
    { table: 'attempts', row: { ...attempt, currency: 'EUR', cart_version: 'v1' } },
  ]);
  expect(broken(stale.history())).toEqual(['only-the-current-key-is-claimed']);
});

test('a claim for another price, or beside the row, breaks only-the-current-key-is-claimed', () => {
  for (const isBeside of [true, false]) {
    const day = new ShopDay();
    day.open();
    const place = { checkout_id: CHECKOUT, ordinal: 1, key: day.currentKey };
    const quote = { amount_value: 1, currency: 'EUR', cart_version: 'v1' };
    const row = { ...place, ...quote, status: 'processing' };
    const claim = day.seen({ live: 1, attempts: 1, fence: 1, lease_until: day.now });
    day.commit([...(isBeside ? [] : [claim]), { table: 'attempts', row }]);
    expect(broken(day.history())).toEqual(['only-the-current-key-is-claimed']);
  }
});

test('a fence that falls, or a lease taken without one, breaks fences-only-grow', () => {
  const fallen = claimed();
  fallen.commit([fallen.seen({ fence: 0 })]);
  expect(broken(fallen.history())).toEqual(['fences-only-grow']);
  const taken = claimed();
  rest(taken);
  taken.commit([taken.seen({ lease_until: taken.now })]);
  expect(broken(taken.history())).toEqual(['fences-only-grow']);
});

test('a fence that a rollback undid and that is given out again breaks fences-only-grow', () => {
  const day = claimed();
  const { fence } = day.checkout;
  day.forget(1);
  day.commit([day.seen({ fence })]);
  expect(broken(day.history())).toContain('fences-only-grow');
});

test('a payment that goes live without a fence breaks fences-only-grow', () => {
  const day = new ShopDay();
  day.open();
  day.commit([day.seen({ live: 1, lease_until: day.now })]);
  expect(broken(day.history())).toEqual(['fences-only-grow']);
});

test('a worker that writes after it was taken over breaks only-the-holder-writes', () => {
  const steps = [
    (day: ShopDay) => doubt(day),
    (day: ShopDay) => rest(day),
    (day: ShopDay) => goOn(day, 'tok_1'),
    (day: ShopDay) => takeBack(day, 'not_sent'),
  ];
  for (const step of steps) {
    const day = claimed();
    takeOver(day);
    step(day);
    expect(broken(day.history())).toContain('only-the-holder-writes');
  }
});

test('a verdict from another server breaks nothing', () => {
  const day = new ShopDay();
  day.open();
  payUpToAnswer(day, 'tok_1');
  takeOver(day);
  day.commit(settleWrites(day, 'succeeded', 'ch_tok_1'));
  expect(broken(day.history())).toEqual([]);
});

test('a lost answer that is stored as a decline breaks decline-is-proven', () => {
  const day = claimed();
  day.hear(day.call('charge', key(1)), null);
  day.commit(settleWrites(day, 'declined', 'ch_1'));
  expect(broken(day.history())).toEqual(['decline-is-proven']);
});

test('a token that the bank refused proves a decline by itself', () => {
  const day = claimed();
  day.hear(day.call('charge', key(1)), 400);
  const writes = settleWrites(day, 'declined', 'none').map((write) => {
    const refused = { ...write.row, decline_code: 'token_invalid' };
    return write.table === 'attempts' ? { ...write, row: refused } : write;
  });
  day.commit(writes);
  expect(broken(day.history())).toEqual([]);
});

test('a decline that the bank told is proven', () => {
  const day = new ShopDay();
  day.open();
  beDeclined(day);
  expect(broken(day.history())).toEqual([]);
});
