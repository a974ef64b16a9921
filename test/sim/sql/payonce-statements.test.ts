// payonce's own statements on databases made from one template: two servers that claim one key in
// the same moment, and a failover between a claim and its settlement.

import { beforeAll, expect, test } from 'vitest';
import type { Queryable } from '../../../src/server/database.ts';
import { eventOf } from '../../../src/server/events.ts';
import { runMigrations } from '../../../src/server/migrate.ts';
import { PAYONCE_STEPS } from '../../../src/server/migrations.ts';
import { claim, type Claim } from '../../../src/server/store/claim.ts';
import { openCheckout } from '../../../src/server/store/open.ts';
import { readCheckout } from '../../../src/server/store/read.ts';
import { settle, type Verdict } from '../../../src/server/store/settle.ts';
import {
  memoryDatabase,
  type MemoryDatabase,
  type MemoryTemplate,
} from '../../../src/sim/sql/memory-database.ts';
import { NOW, OPEN } from '../../server/rows.ts';

const AMOUNT = { value: 4200, currency: 'EUR' };
const KEY = '0190d0c4-9c5b-7c11-8a3e-3f1f7c1f0a01';
const HOLD = { checkoutId: 'chk_1', ordinal: 1, fence: NOW, leg: 1 };

let template: MemoryTemplate;

beforeAll(async () => {
  const database = memoryDatabase();
  await runMigrations(database, 'payonce_versions', PAYONCE_STEPS);
  await openCheckout(database, {
    ...{ id: 'chk_1', tenant: 'default', principal: 'ann', cartId: 'cart-1' },
    quote: { version: 'v1', amount: AMOUNT, lines: [] },
    seenRevision: null,
    ...{ newKey: KEY, keyExpiresAt: NOW + 60_000, now: NOW, ceilings: [], span: NOW },
  });
  template = database.template();
});

const WISH: Claim = {
  ...{ id: 'chk_1', tenant: 'default', principal: 'ann', key: KEY, mayClaim: true },
  ...{ cartVersion: 'v1', amount: AMOUNT, nonce: 'n', fingerprint: 'f', methodType: 'card' },
  ...{ token: 'tok_1', gateway: 'sandbox', now: NOW, leaseUntil: NOW + 15_000 },
  ...{ consentUntil: NOW + 60_000, address: null, ceilings: [], span: NOW },
};

const PAID: Verdict = {
  status: 'succeeded',
  chargeId: 'ch_1',
  method: { type: 'card' },
  declineCode: null,
  message: null,
  answerStatus: 201,
  answerBody: '{}',
  newKey: null,
  keyExpiresAt: null,
  capture: { gateway: 'sandbox', chargeId: 'ch_1', amount: AMOUNT, kept: true, refund: null },
  event: eventOf('paid', { checkout: OPEN, attempt: null, about: '1' }, NOW),
  tallies: [],
  span: NOW,
  now: NOW,
};

/** Every statement begins at the same moment, however late it is run. */
function asOf(database: MemoryDatabase, version: number): Queryable {
  return { query: async (sql, parameters) => database.run(sql, parameters, version) };
}

test('of two claims that began at one moment the second wins nothing and sees no payment', async () => {
  const database = template.open();
  const began = asOf(database, database.version());
  const first = await claim(began, WISH);
  const second = await claim(began, { ...WISH, nonce: 'other' });
  expect(first.won).toMatchObject({ ordinal: 1, status: 'processing', nonce: 'n' });
  expect(second).toMatchObject({ won: null, ownAttempt: null, leg: null });
  expect(second.checkout).toMatchObject({ live: null, key: KEY });
  expect(await claim(database, WISH)).toMatchObject({ won: null, ownAttempt: { nonce: 'n' } });
});

test('a settlement that a failover forgot is stored again', async () => {
  const database = template.open();
  await claim(database, WISH);
  const claimed = database.version();
  expect(await settle(database, HOLD, PAID)).toBe(true);
  expect(await settle(database, HOLD, PAID)).toBe(false);
  expect(await readCheckout(database, 'chk_1', 'default')).toMatchObject({
    checkout: { paid: 1, live: null },
    charge: { charge_id: 'ch_1' },
  });
  database.rollBackTo(claimed);
  expect(await readCheckout(database, 'chk_1', 'default')).toMatchObject({
    checkout: { paid: null, live: 1 },
    attempt: { status: 'processing' },
    charge: null,
  });
  expect(await settle(database, HOLD, PAID)).toBe(true);
  expect(database.rows('payonce_outbox')).toHaveLength(1);
});

test('a worker whose claim a failover forgot writes nothing into the one that follows', async () => {
  const database = template.open();
  const open = database.version();
  await claim(database, WISH);
  database.rollBackTo(open);
  const anew = await claim(database, { ...WISH, nonce: 'other', fingerprint: 'g', now: NOW + 900 });
  expect(anew.won).toMatchObject({ ordinal: 1, key: KEY });
  expect(await settle(database, HOLD, PAID)).toBe(false);
  const fence = anew.checkout?.fence ?? 0;
  expect(await settle(database, { ...HOLD, fence }, PAID)).toBe(true);
});

test('a second live attempt of a checkout is refused by the index, whoever forgot to ask', async () => {
  const database = template.open();
  await claim(database, WISH);
  const second = database.query(
    `INSERT INTO payonce_attempts SELECT
      (jsonb_populate_record(a, jsonb_build_object('ordinal', 2, 'key', 'other'))).*
     FROM payonce_attempts a`,
  );
  await expect(second).rejects.toMatchObject({
    code: '23505',
    constraint: 'payonce_attempts_live',
  });
});
