// Refunds as the merchant asks for them: up to what was captured, once a key, and told to shopper
// and storefront.

import { expect, test } from 'vitest';
import { describeDatabases } from '../support/database-suite.ts';
import { counter, EUROS, KEY, outcomes, told } from './refund-trouble.ts';
import { createWorld, DECLINED_CARD, type World } from './world.ts';

describeDatabases('refunds', (openDatabase) => {
  test('a part goes back, then the rest, and everybody is told', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { id } = await world.paid('cart-1');
    const first = await world.refund(id, { amount: EUROS(1200) });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      amount: EUROS(1200),
      status: 'succeeded',
      reason: 'The mug was chipped.',
    });
    expect(await outcomes(world, id)).toEqual(['partially_refunded', [[1200, 'succeeded']]]);
    await world.clock.advance(1);
    expect((await world.refund(id)).body).toMatchObject({ amount: EUROS(3000) });
    expect(await outcomes(world, id)).toEqual([
      'refunded',
      [
        [1200, 'succeeded'],
        [3000, 'succeeded'],
      ],
    ]);
    expect(await world.refunds(id)).toMatchObject([
      { amount: EUROS(1200) },
      { amount: EUROS(3000) },
    ]);
    expect(await told(database, id)).toMatchObject([
      { type: 'paid', refund: null },
      { type: 'refunded', refund: first.body, reason: 'The mug was chipped.' },
      { type: 'refunded', refund: { amount: EUROS(3000), status: 'succeeded' } },
    ]);
  });

  test('a cancel that comes after a refund tells of both', async () => {
    const world = await createWorld({ database: await openDatabase() });
    const checkout = await world.paid('cart-1');
    await world.refund(checkout.id, { amount: { value: 1200, currency: 'EUR' } });
    const answer = await world.cancel(checkout);
    const { payment } = await world.read(checkout.id);
    expect(answer.body).toMatchObject({ code: 'already-paid', payment });
    expect(payment?.refunds).toMatchObject([{ amount: { value: 1200 } }]);
  });

  test('a repeat is answered with the refund as it is now and gives nothing more back', async () => {
    const world = await createWorld({ database: await openDatabase() });
    const { id } = await world.paid('cart-1');
    const first = await world.refund(id, { key: KEY, amount: EUROS(4200) });
    const again = await world.refund(id, { key: KEY, amount: EUROS(4200) });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(first.headers.get('Idempotent-Replayed')).toBeNull();
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    for (const other of [{ amount: EUROS(4199) }, { reason: 'Another one.' }, {}]) {
      const refused = await world.refund(id, { key: KEY, amount: EUROS(4200), ...other });
      const isSame = Object.keys(other).length === 0;
      expect(refused.status).toBe(isSame ? 201 : 422);
    }
    const rest = await world.refund(id, { key: KEY });
    expect([rest.status, rest.body['code']]).toEqual([422, 'idempotency-key-reused']);
    expect(await world.refunds(id)).toHaveLength(1);
  });

  test("a number of the merchant's is a key, one for each checkout", async () => {
    const world = await createWorld({ database: await openDatabase() });
    const [mug, bowl] = [await world.paid('cart-1'), await world.paid('cart-2')];
    const part = (id: string, key: string) => world.refund(id, { key, amount: EUROS(100) });
    const first = await part(mug.id, 'credit-note/7a');
    const again = await part(mug.id, '"credit-note/7a"');
    const others = [await part(mug.id, 'credit-note/7A'), await part(bowl.id, 'credit-note/7a')];
    expect(again.body).toEqual(first.body);
    expect([first, again, ...others].map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(await world.refunds(mug.id)).toHaveLength(2);
    expect(await world.refunds(bowl.id)).toHaveLength(1);
    expect((await part(mug.id, '')).body).toMatchObject({
      code: 'idempotency-key-missing',
      detail: 'Send a key of your own for this refund in the Idempotency-Key header.',
    });
    expect((await part(mug.id, 'note 7')).body['code']).toBe('idempotency-key-malformed');
  });

  test('what may not be refunded is refused and leaves nothing behind', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const open = await world.open('cart-2');
    const declined = await world.open('cart-3');
    await world.pay(declined, { card: DECLINED_CARD });
    const { id } = await world.paid('cart-1');
    const ghost = `chk_${'0'.repeat(32)}`;
    const refused = async (checkoutId: string, init?: Parameters<World['refund']>[1]) => {
      const { status, body } = await world.refund(checkoutId, init);
      return [status, body['code'], body['next']];
    };
    expect(await refused(open.id)).toEqual([409, 'not-captured-yet', 'stop']);
    expect(await refused(declined.id)).toEqual([409, 'not-captured-yet', 'stop']);
    expect(await refused(ghost)).toEqual([404, 'checkout-not-found', 'stop']);
    expect(await refused(id, { secret: 'guess' })).toEqual([
      401,
      'merchant-not-authorised',
      'stop',
    ]);
    const tooMuch = [409, 'refund-exceeds-captured', 'stop'];
    expect(await refused(id, { amount: EUROS(4201) })).toEqual(tooMuch);
    const dollars = await world.refund(id, { amount: { value: 100, currency: 'USD' } });
    expect(dollars.body).toMatchObject({
      code: 'request-invalid',
      errors: [{ path: 'amount.currency' }],
    });
    for (const amount of [EUROS(0), EUROS(-1), EUROS(0.5)]) {
      expect(await refused(id, { amount })).toEqual([400, 'request-invalid', 'stop']);
    }
    expect(await refused(id, { reason: '' })).toEqual([400, 'request-invalid', 'stop']);
    expect(await refused(id, { reason: 'x'.repeat(501) })).toEqual([
      400,
      'request-invalid',
      'stop',
    ]);
    expect(await world.refunds()).toEqual([]);
    expect(await database.query('SELECT id FROM payonce_refunds')).toEqual([]);
    expect((await world.refund(id)).status).toBe(201);
    expect(await refused(id)).toEqual(tooMuch);
    expect(await refused(id, { amount: EUROS(1) })).toEqual(tooMuch);
    expect(await counter(database)).toBe(4200);
  });

  test('after the shopper took the money back there is nothing left to refund', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { id } = await world.paid('cart-1');
    await database.query('UPDATE payonce_charges SET reversed_at = 1');
    expect((await world.refund(id)).body['code']).toBe('refund-exceeds-captured');
    expect(await counter(database)).toBe(0);
  });
});
