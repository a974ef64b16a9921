// What was bought, after the database forgot the payment: told from the cart, looked for again
// while the cart cannot be read, and asked of a person once it is known to be lost.

import { expect, test } from 'vitest';
import type { Quote } from '../../src/protocol/messages.ts';
import type { Fetch } from '../../src/protocol/ports.ts';
import type { Database } from '../../src/server/database.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { DEBIT, debited, eventsOf, FAILING_DEBIT, sweepFor } from './at-the-bank.ts';
import { another, breakable, captured, forget } from './forgetting.ts';
import { createWorld, EUROS_42 } from './world.ts';

// Longer than a charge counts as too young to tell.
const OLD_MS = 25_000;

/** A storefront whose carts are there, are gone, or cannot be read. */
function shelf() {
  const state: { carts: 'there' | 'gone' | 'unread' } = { carts: 'there' };
  const loadCart = (): Promise<Quote | null> => {
    if (state.carts === 'unread') return Promise.reject(new Error('the carts do not answer'));
    return Promise.resolve(state.carts === 'there' ? EUROS_42 : null);
  };
  return { state, loadCart };
}

async function toldOf(database: Database, checkoutId: string): Promise<unknown[]> {
  const rows = await database.query(
    'SELECT event FROM payonce_outbox WHERE checkout_id = $1 ORDER BY place',
    [checkoutId],
  );
  return rows.map((row) => JSON.parse(String(row['event'])) as unknown);
}

/** The only checkout as it was before its payment, and of another version than was paid. */
async function forgetPayment(database: Database, key: string | null): Promise<void> {
  for (const table of ['outbox', 'charges', 'legs', 'attempts', 'reconciled']) {
    await database.query(`DELETE FROM payonce_${table}`);
  }
  await database.query(
    `UPDATE payonce_checkouts SET paid = NULL, attempts = 0, cart_version = 'v0', key = $1,
      key_expires_at = $2`,
    [key, Number.MAX_SAFE_INTEGER],
  );
}

/** A bank that has not decided on its debits, until it is told to. */
function undecided() {
  const state = { isDecided: false };
  const between = (bank: Fetch): Fetch => {
    return async (request) => {
      const answer = await bank(request);
      const isAsked = request.method === 'GET' && new URL(request.url).pathname === '/charges';
      if (!isAsked || state.isDecided) return answer;
      const text = await answer.text();
      return new Response(text.replace(/"status":"(captured|declined)"/g, '"status":"pending"'));
    };
  };
  return { state, between };
}

/** A debit that the database forgot, taken in while the bank has not decided on it. */
async function adoptedDebit(
  database: Database,
  { account = DEBIT, carts = 'gone' }: { account?: string; carts?: 'there' | 'gone' } = {},
) {
  const bank = undecided();
  const { state, loadCart } = shelf();
  const world = await createWorld({ database, loadCart, between: bank.between });
  const { checkout } = await debited(world, account);
  await forget(database);
  await world.clock.advance(OLD_MS);
  state.carts = carts;
  expect(await world.payonce.reconcile()).toMatchObject({ adopted: 1 });
  expect((await world.read(checkout.id)).status).toBe('processing');
  const decide = async (): Promise<void> => {
    bank.state.isDecided = true;
    await sweepFor(world, OLD_MS);
  };
  return { world, id: checkout.id, decide };
}

describeDatabases('lost purchases', (openDatabase) => {
  test('a cart that cannot be read is no lost cart: its charge is looked at again', async () => {
    const database = await openDatabase();
    const { state, loadCart } = shelf();
    const world = await createWorld({ database, loadCart });
    const { id } = await world.paid('cart-1');
    await forget(database);
    await world.clock.advance(OLD_MS);
    state.carts = 'unread';
    for (let pass = 0; pass < 2; pass += 1) {
      expect(await world.payonce.reconcile()).toMatchObject({ adopted: 0, postponed: 1 });
    }
    expect(world.errors.map(String)).toContain('Error: the carts do not answer');
    expect(await eventsOf(database, id)).toEqual([]);
    state.carts = 'there';
    expect(await world.payonce.reconcile()).toMatchObject({ adopted: 1, postponed: 0 });
    expect(await toldOf(database, id)).toMatchObject([{ type: 'paid', lines: EUROS_42.lines }]);
  });

  test('a payment waits while nobody can read what an earlier one had bought', async () => {
    const database = await openDatabase();
    const { state, loadCart } = shelf();
    const before = await createWorld({ database });
    const paid = await before.paid('cart-1');
    await forgetPayment(database, paid.idempotencyKey);
    const world = await another(before, database, { loadCart, reconcileFirst: true });
    await world.payonce.reconcile();
    await world.clock.advance(OLD_MS);
    const checkout = await world.read(paid.id);
    const token = await before.token();
    state.carts = 'unread';
    const refused = await world.pay(checkout, { token });
    expect([refused.status, refused.body['next']]).toEqual([503, 'same-key']);
    expect(await eventsOf(database, checkout.id)).toEqual([]);
    state.carts = 'there';
    expect((await world.pay(checkout, { token })).body['code']).toBe('already-paid');
    expect(captured(await before.charges())).toHaveLength(1);
    expect(await eventsOf(database, checkout.id)).toEqual(['paid']);
  });

  test('a charge that is one too many is given back whether its cart can be read or not', async () => {
    const database = await openDatabase();
    const { state, loadCart } = shelf();
    const world = await createWorld({ database, loadCart });
    const { id } = await world.paid('cart-1');
    await forgetPayment(database, null);
    await database.query('UPDATE payonce_checkouts SET paid = 2');
    await world.clock.advance(OLD_MS);
    state.carts = 'unread';
    expect(await world.payonce.reconcile()).toMatchObject({ givenBack: 1, postponed: 0 });
    await world.payonce.sweep();
    expect(await world.refunds(id)).toHaveLength(1);
  });

  test('a debit of which nobody knows what it buys is called out when it is paid', async () => {
    const database = await openDatabase();
    const { world, id, decide } = await adoptedDebit(database);
    // It may still fail: nothing is to be shipped yet.
    expect(await eventsOf(database, id)).toEqual([]);
    await decide();
    expect((await world.read(id)).status).toBe('paid');
    expect(await toldOf(database, id)).toMatchObject([
      {
        type: 'needs_attention',
        reason: expect.stringContaining('What was bought is lost as well') as unknown,
        payment: { status: 'succeeded' },
      },
    ]);
  });

  test('a debit whose cart is still there is told as paid, with what it buys', async () => {
    const database = await openDatabase();
    const { id, decide } = await adoptedDebit(database, { carts: 'there' });
    await decide();
    expect(await toldOf(database, id)).toMatchObject([{ type: 'paid', lines: EUROS_42.lines }]);
  });

  test('a debit of which nobody knows what it buys calls nobody when it fails', async () => {
    const database = await openDatabase();
    const { id, decide } = await adoptedDebit(database, { account: FAILING_DEBIT });
    await decide();
    expect(await eventsOf(database, id)).toEqual(['payment_failed']);
  });

  test('what is lost stays lost when its checkout was made anew and not yet paid by it', async () => {
    const database = await openDatabase();
    const { state: line, database: breaking } = breakable(database);
    const { state, loadCart } = shelf();
    const world = await createWorld({ database: breaking, loadCart });
    const { id } = await world.paid('cart-1');
    await forget(database);
    await world.clock.advance(OLD_MS);
    state.carts = 'gone';
    line.isIt = (sql) => sql.includes('INSERT INTO payonce_attempts');
    await expect(world.payonce.reconcile()).rejects.toThrow('terminated');
    expect((await world.read(id)).status).toBe('open');
    expect(await world.payonce.reconcile()).toMatchObject({ adopted: 1 });
    expect(await eventsOf(database, id)).toEqual(['needs_attention']);
  });
});
