// A shop at its beginning: tables, an opened checkout, and a token for each card at the bank. Made
// once for a small world; every walk begins with a copy.

import type { BankEvent } from '../../bank/ledger.ts';
import { runMigrations } from '../../server/migrate.ts';
import { PAYONCE_STEPS } from '../../server/migrations.ts';
import { readInstallation } from '../../server/store/installation.ts';
import { openCheckout } from '../../server/store/open.ts';
import { checkoutIdOf } from '../../server/identity.ts';
import { newIdempotencyKey } from '../../protocol/keys.ts';
import { chanceOf } from '../chance.ts';
import { memoryDatabase, type MemoryTemplate } from '../sql/memory-database.ts';
import { RealBank } from './real-bank.ts';
import { CART, CART_VERSION, PRICE, SHOPPER } from './real-server.ts';
import type { SmallWorld } from './worlds.ts';

// Some time in 2027: far from any edge of a calendar.
export const BEGIN_MS = Date.UTC(2027, 2, 14, 9, 26, 53);
const KEY_LIFETIME_MS = 10 * 365 * 86_400_000;
const MARK = '5eed5eed5eed5eed5eed5eed5eed5eed';

export const CHECKOUT_ID = checkoutIdOf('default', CART);

export interface Setup {
  readonly template: MemoryTemplate;
  readonly bankFacts: readonly BankEvent[];
  /** Of each attempt's card. */
  readonly tokens: readonly string[];
  /** Of each refund that the shop may ask for. */
  readonly refundKeys: readonly string[];
}

export async function setUp({ cards, refunds }: SmallWorld): Promise<Setup> {
  const database = memoryDatabase();
  await runMigrations(database, 'payonce_versions', PAYONCE_STEPS);
  await readInstallation(database, { mark: MARK, madeAt: BEGIN_MS });
  const clock = { now: () => BEGIN_MS, sleep: () => Promise.resolve() };
  const random = chanceOf(1).random('model setup');
  const line = { name: 'Mug', quantity: 1, amount: PRICE };
  await openCheckout(database, {
    id: CHECKOUT_ID,
    tenant: 'default',
    principal: SHOPPER,
    cartId: CART,
    quote: { version: CART_VERSION, amount: PRICE, lines: [line] },
    seenRevision: null,
    newKey: newIdempotencyKey(clock, random),
    keyExpiresAt: BEGIN_MS + KEY_LIFETIME_MS,
    now: BEGIN_MS,
    ceilings: [],
    span: 0,
  });
  const bank = new RealBank([], BEGIN_MS, random);
  const tokens: string[] = [];
  for (const card of cards) tokens.push(await bank.token(card));
  const refundKeys = Array.from({ length: refunds }, () => newIdempotencyKey(clock, random));
  return { template: database.template(), bankFacts: [...bank.facts()], tokens, refundKeys };
}
