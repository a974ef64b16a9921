// Each contradiction that the audit is there for is found in books that a test makes up.

import { expect, test } from 'vitest';
import { PRODUCTS } from '../../src/shop/products.ts';
import { audit } from './audit.ts';
import type { BankCharge, BankRefund, Row, Rows } from './books.ts';
import type { Story } from './shopper.ts';

const ID = `chk_${'0'.repeat(32)}`;
const LINES = JSON.stringify([{ name: 'Tide mug', quantity: 1 }]);

const CHARGE: BankCharge = {
  id: 'ch_1',
  reference: ID,
  key: `${ID}.1.1`,
  amount: { value: 2800, currency: 'EUR' },
  status: 'captured',
  createdAt: 1_000,
};
const ATTEMPT: Row = {
  checkout_id: ID,
  ordinal: 1,
  key: 'k1',
  status: 'succeeded',
  amount_value: 2800,
  created_at: 900,
  lines: LINES,
};
const STORY: Story = {
  checkoutId: ID,
  seen: 2800,
  tellings: [{ said: 'paid', key: 'k1' }],
  isPaid: true,
};

interface Shop {
  readonly charges: readonly BankCharge[];
  readonly bankRefunds: readonly BankRefund[];
  readonly paid: number | null;
  readonly attempts: readonly Row[];
  readonly kept: readonly Row[];
  readonly refunds: readonly Row[];
  readonly untold: readonly Row[];
  readonly mugsLeft: number;
  readonly story: Story;
}

const GOOD: Shop = {
  charges: [CHARGE],
  bankRefunds: [],
  paid: 1,
  attempts: [ATTEMPT],
  kept: [{ charge_id: 'ch_1' }],
  refunds: [],
  untold: [],
  mugsLeft: 999,
  story: STORY,
};

async function foundIn(change: Partial<Shop>): Promise<string[]> {
  const shop = { ...GOOD, ...change };
  const rows: Rows = {
    ask: async (sql) => {
      if (sql.includes('UNION')) return shop.untold;
      if (sql.includes('payonce_checkouts')) return [{ id: ID, paid: shop.paid }];
      if (sql.includes('payonce_attempts')) return shop.attempts;
      if (sql.includes('payonce_charges')) return shop.kept;
      if (sql.includes('payonce_refunds')) return shop.refunds;
      return PRODUCTS.map(({ sku }) => ({
        sku,
        left_over: sku === 'mug' ? shop.mugsLeft : 1000,
      }));
    },
  };
  const books = { charges: shop.charges, refunds: shop.bankRefunds };
  const { violations } = await audit(rows, books, [shop.story]);
  return violations.map(({ what }) => what);
}

test('a shop in which all is well has no contradiction', async () => {
  expect(await foundIn({})).toEqual([]);
});

test('a second capture is found, and found again when it did not go back', async () => {
  const charges = [CHARGE, { ...CHARGE, id: 'ch_2', key: `${ID}.1.2` }];
  const back = { id: 're_1', charge: 'ch_2', amount: { value: 2800 } };
  const refunds = [{ gateway_refund_id: 're_1', checkout_id: ID }];
  const returned = await foundIn({ charges, bankRefunds: [back], refunds });
  expect(returned).toEqual(['was charged 2 times']);
  expect(await foundIn({ charges })).toEqual(['was charged 2 times', 'charge ch_2 is lost']);
});

test('a payment without its charge is found', async () => {
  const found = await foundIn({ charges: [], kept: [] });
  expect(found).toEqual(['is paid without a charge', 'was told "paid", uncharged']);
});

test('another amount than the quoted one is found', async () => {
  const charges = [{ ...CHARGE, amount: { value: 2900, currency: 'EUR' } }];
  const found = await foundIn({ charges });
  expect(found).toEqual(['charged 2900, quoted 2800', 'saw 2800, was charged something else']);
});

test('a charge that was sent after the consent is found', async () => {
  const found = await foundIn({ charges: [{ ...CHARGE, createdAt: 900 + 61_001 }] });
  expect(found).toEqual(['charge ch_1 was sent 61001 ms after its claim']);
});

test('a shopper who read "declined" and was charged for it is found', async () => {
  const tellings: Story['tellings'] = [{ said: 'declined', key: 'k1' }, ...STORY.tellings];
  const found = await foundIn({ story: { ...STORY, tellings } });
  expect(found).toEqual(['was told "declined" for k1, charged']);
});

test('a shopper who never got to pay is found', async () => {
  const story = { ...STORY, tellings: [], isPaid: false };
  expect(await foundIn({ story })).toEqual(['was never paid, however often they tried']);
});

test('a refund that only one of the two books has is found', async () => {
  const back = { id: 're_1', charge: 'ch_1', amount: { value: 100 } };
  expect(await foundIn({ bankRefunds: [back] })).toEqual(['refund re_1 is not in our books']);
  const refunds = [{ gateway_refund_id: 're_1', checkout_id: ID }];
  expect(await foundIn({ refunds })).toEqual(["refund re_1 is not in the bank's books"]);
});

test('an event that nobody heard, and a piece that was shipped twice, are found', async () => {
  const untold = [{ id: ID, what: 'has an event that is dead' }];
  const found = await foundIn({ untold, mugsLeft: 998 });
  expect(found).toEqual(['has an event that is dead', 'stock of mug fell by 2, paid for were 1']);
});
