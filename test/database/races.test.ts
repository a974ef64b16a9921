// Many at once, on the database that runs them at once: every key has one winner, every loser is
// told the truth.

import { expect, test } from 'vitest';
import { describeDatabases } from '../support/database-suite.ts';
import { racing } from './racing.ts';
import { createWorld, EUROS_42, NO_LIMITS } from './world.ts';

describeDatabases('races', (openDatabase, kind) => {
  // One connection runs one statement at a time: PGlite only needs to show that the outcome is the
  // same.
  const keys = kind !== 'PGlite' ? 300 : 3;
  const rivals = 32;

  test(`${keys} keys claimed by ${rivals} at once each have one winner and one charge`, async () => {
    const world = await createWorld({ database: await openDatabase(), limits: NO_LIMITS });
    let winners = 0;
    let losers = 0;
    for (let index = 0; index < keys; index += 1) {
      const checkout = await world.open(`cart-${index}`);
      const token = await world.token();
      const payments = Array.from({ length: rivals }, () => world.pay(checkout, { token }));
      const answers = await Promise.all(payments);
      const firsts = answers.filter(
        ({ status, headers }) => status === 201 && headers.get('Idempotent-Replayed') === null,
      );
      winners += firsts.length;
      losers += answers.filter(
        ({ status, body, headers }) =>
          (status === 409 && body['code'] === 'payment-in-flight') ||
          (status === 201 && headers.get('Idempotent-Replayed') === 'true'),
      ).length;
    }
    expect(winners).toBe(keys);
    expect(losers).toBe(keys * (rivals - 1));
    const charges = await world.charges();
    expect(charges).toHaveLength(keys);
    expect(new Set(charges.map((charge) => charge.reference)).size).toBe(keys);
    console.log(`${kind}: ${winners} winners, ${losers} losers, ${charges.length} charges`);
  });

  test('two cards for one checkout at once: one pays, the other is refused', async () => {
    const world = await createWorld({ database: await openDatabase(), limits: NO_LIMITS });
    for (let index = 0; index < 20; index += 1) {
      const checkout = await world.open(`cart-${index}`);
      const answers = await Promise.all([world.pay(checkout), world.pay(checkout)]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([201, 422]);
    }
    expect(await world.charges()).toHaveLength(20);
  });

  test('a cart that changes while it is paid is either paid as it was shown or not at all', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database, limits: NO_LIMITS });
    const ends = new Set<number>();
    for (let index = 0; index < 20; index += 1) {
      const cartId = `cart-${index}`;
      const checkout = await world.open(cartId);
      const change = () =>
        database.transaction(async (tx) => {
          if (!(await world.payonce.releaseCart(tx, cartId))) return false;
          const amount = { value: 6300, currency: 'EUR' };
          world.carts.set(cartId, { ...EUROS_42, version: 'v2', amount });
          return true;
        });
      const read = () => world.read(checkout.id);
      const [answer, changed] = await racing(index, read, [() => world.pay(checkout), change]);
      const paid = answer.status === 201;
      ends.add(answer.status);
      expect(paid).toBe(!changed);
      if (!paid) expect([409, 410]).toContain(answer.status);
      for (const charge of await world.charges(checkout.id)) expect(charge.amount.value).toBe(4200);
    }
    expect(ends.size).toBeGreaterThan(1);
  });

  test('cancel and pay at once: cancelled means never charged', async () => {
    const world = await createWorld({ database: await openDatabase(), limits: NO_LIMITS });
    const ends = new Set<number>();
    for (let index = 0; index < 20; index += 1) {
      const checkout = await world.open(`cart-${index}`);
      const [paid, canceled] = await racing(index, () => world.read(checkout.id), [
        () => world.pay(checkout),
        () => world.cancel(checkout),
      ]);
      ends.add(canceled.status);
      const charges = await world.charges(checkout.id);
      expect(charges).toHaveLength(canceled.status === 200 ? 0 : 1);
      expect(paid.status).toBe(canceled.status === 200 ? 410 : 201);
    }
    expect(ends).toEqual(new Set([200, 409]));
  });
});
