// A database that forgot a press gives its number to the next one, and the gateway still knows the
// key from the first: what it declined of that one is no verdict on the card of this one.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import { memoryDatabase } from '../../src/sim/sql/memory-database.ts';
import { sweepFor } from './at-the-bank.ts';
import { another, atEase, captured } from './forgetting.ts';
import { holdingPoint } from './holding-point.ts';
import { isCharge } from './http.ts';
import { DECLINED_CARD } from './world.ts';

/** Two charges that are held on their way to the bank; of the first also the answer. */
function twoHeld() {
  const [first, answer, second] = [holdingPoint(), holdingPoint(), holdingPoint()];
  let charges = 0;
  const between = (bank: Fetch): Fetch => {
    return async (request) => {
      if (!isCharge(request)) return bank(request);
      charges += 1;
      const isFirst = charges === 1;
      if (charges <= 2) await (isFirst ? first : second).pass();
      const response = await bank(request);
      if (isFirst) await answer.pass();
      return response;
    };
  };
  return { between, first, answer, second };
}

/** A declined press that the database forgot, and one with a good card that has its place. */
async function twoPresses() {
  const memory = memoryDatabase();
  const wire = twoHeld();
  const world = await atEase(memory, wire.between);
  const checkout = await world.open('cart-1');
  const before = memory.version();
  const first = world.pay(checkout, { card: DECLINED_CARD });
  await wire.first.reached;
  memory.rollBackTo(before);
  await world.clock.advance(10);
  // The bank knows of nothing yet, and so the number is given out again.
  const second = world.pay(checkout);
  await wire.second.reached;
  wire.first.letGo();
  await wire.answer.reached;
  return { memory, wire, world, checkout, first, second };
}

test('a worker that comes late with the no to a forgotten press does not tell it of the next', async () => {
  const { wire, world, checkout, first, second } = await twoPresses();
  wire.answer.letGo();
  await world.passing(first);
  expect((await world.read(checkout.id)).status).toBe('processing');
  wire.second.letGo();
  expect((await world.passing(second)).status).toBe(201);
  expect(captured(await world.charges())).toEqual([`${checkout.id}.1.2`]);
});

test('nor does a webhook', async () => {
  const { wire, world, checkout, second } = await twoPresses();
  await world.clock.advance(500);
  await world.tell();
  expect((await world.read(checkout.id)).status).toBe('processing');
  wire.second.letGo();
  expect((await world.passing(second)).status).toBe(201);
  expect(captured(await world.charges())).toEqual([`${checkout.id}.1.2`]);
});

test('nor does a server that goes on for one that died, and finds it in the books', async () => {
  const { memory, world, checkout } = await twoPresses();
  const successor = await another(world, memory);
  await sweepFor(successor, 40_000);
  expect((await successor.read(checkout.id)).status).toBe('paid');
  expect(captured(await world.charges())).toEqual([`${checkout.id}.1.2`]);
});
