// A database that forgets a press gives its number to the next one, and the gateway still knows the
// key from the first: what it declined of that one is no verdict on the card of this one.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import { memoryDatabase } from '../../src/sim/sql/memory-database.ts';
import { ASKS, decide, eventsOf, FAILING_DEBIT, RETURNS, sweepFor } from './at-the-bank.ts';
import { another, atEase, captured, forget } from './forgetting.ts';
import { holdingPoint } from './holding-point.ts';
import { isCharge } from './http.ts';
import { DECLINED_CARD, type PayInit, type World } from './world.ts';

const MINUTE_MS = 60_000;

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

/** A press that the database forgot, and one with a good card that has its place. */
async function twoPresses(forgotten: (world: World) => Promise<PayInit>) {
  const memory = memoryDatabase();
  const wire = twoHeld();
  const world = await atEase(memory, wire.between, RETURNS);
  const checkout = await world.open('cart-1');
  const before = memory.version();
  const first = world.pay(checkout, await forgotten(world));
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

type Presses = Awaited<ReturnType<typeof twoPresses>>;

/** What the second is told, once the first was told what became of it. */
async function secondAfterFirst({ wire, world, first, second }: Presses) {
  wire.answer.letGo();
  await world.passing(first);
  wire.second.letGo();
  return world.passing(second);
}

const DECLINED = async (): Promise<PayInit> => ({ card: DECLINED_CARD });
const ASKED = async (): Promise<PayInit> => ({ card: ASKS });
const NO_TOKEN = async (): Promise<PayInit> => ({ token: 'tok_that_is_none' });
const DEBITED = async (world: World): Promise<PayInit> => {
  const token = await world.token(FAILING_DEBIT);
  return { body: { paymentMethod: { type: 'bank_debit', token } } };
};

test.each([
  ['card', DECLINED, 2],
  ['token', NO_TOKEN, 1],
] as const)('a late worker with the no to a %s tells it of no other press', async (...row) => {
  const [, forgotten, leg] = row;
  const { wire, world, checkout, first, second } = await twoPresses(forgotten);
  wire.answer.letGo();
  await world.passing(first);
  expect((await world.read(checkout.id)).status).toBe('processing');
  wire.second.letGo();
  expect((await world.passing(second)).status).toBe(201);
  expect(captured(await world.charges())).toEqual([`${checkout.id}.1.${leg}`]);
});

test('nor does a webhook', async () => {
  const { wire, world, checkout, second } = await twoPresses(DECLINED);
  await world.clock.advance(500);
  await world.tell();
  expect((await world.read(checkout.id)).status).toBe('processing');
  wire.second.letGo();
  expect((await world.passing(second)).status).toBe(201);
  expect(captured(await world.charges())).toEqual([`${checkout.id}.1.2`]);
});

test('nor does a server that goes on for one that died, and finds it in the books', async () => {
  const { memory, world, checkout } = await twoPresses(DECLINED);
  const successor = await another(world, memory);
  await sweepFor(successor, 40_000);
  expect((await successor.read(checkout.id)).status).toBe('paid');
  expect(captured(await world.charges())).toEqual([`${checkout.id}.1.2`]);
});

// What the bank took in for the forgotten press pays for this one, and so this one waits for it.
test.each(['refuses', 'does not come'])(
  'it ends with what it waits for: the shopper %s',
  async (how) => {
    const presses = await twoPresses(ASKED);
    const { world, checkout } = presses;
    const { nextAction } = (await secondAfterFirst(presses)).body as {
      nextAction?: { url: string };
    };
    if (how === 'refuses') await decide(world, nextAction?.url ?? '', 'refuse');
    await world.tell();
    await sweepFor(world, how === 'refuses' ? MINUTE_MS : 20 * MINUTE_MS);
    const { status, payment } = await world.read(checkout.id);
    expect([status, payment?.declineCode]).toEqual(['open', 'not_completed']);
    expect(captured(await world.charges())).toEqual([]);
  },
);

test('it ends with the debit that it waits for', async () => {
  const presses = await twoPresses(DEBITED);
  const { world, checkout } = presses;
  expect((await secondAfterFirst(presses)).body['status']).toBe('processing');
  await world.clock.advance(60 * MINUTE_MS);
  await world.tell();
  await sweepFor(world, MINUTE_MS);
  expect((await world.read(checkout.id)).status).toBe('open');
});

test("an operator's word ends it as not charged, whatever the books say of the forgotten one", async () => {
  const memory = memoryDatabase();
  let isSilent = false;
  const world = await atEase(memory, (bank) => async (request) => {
    return isSilent && !isCharge(request) ? new Response('{}', { status: 500 }) : bank(request);
  });
  await world.pay(await world.open('cart-1'), { card: DECLINED_CARD });
  await forget(memory);
  const checkout = await world.open('cart-1');
  const token = await world.token();
  isSilent = true;
  expect((await world.passing(world.pay(checkout, { token }))).status).toBe(202);
  isSilent = false;
  await world.payonce.operator.settle(checkout.id, { type: 'not-charged' });
  const told = await world.pay(checkout, { token });
  expect([told.status, told.body['declineCode']]).toEqual([402, 'not_completed']);
});

test('of a charge that names no press the refused key is proof enough', async () => {
  const memory = memoryDatabase();
  let charges = 0;
  const world = await atEase(memory, (bank) => async (request) => {
    if (!isCharge(request) || charges++ > 0) return bank(request);
    const order = (await request.clone().json()) as { label: Record<string, string> };
    const { press: _, ...label } = order.label;
    const { url, method, headers } = request;
    return bank(new Request(url, { method, headers, body: JSON.stringify({ ...order, label }) }));
  });
  expect((await world.pay(await world.open('cart-1'), { card: DECLINED_CARD })).status).toBe(402);
  await forget(memory);
  const checkout = await world.open('cart-1');
  expect((await world.passing(world.pay(checkout))).status).toBe(201);
  expect(await eventsOf(memory, checkout.id)).toEqual(['paid']);
});

test('a payment that was taken in from the list is of the press that its charge names', async () => {
  const memory = memoryDatabase();
  const world = await atEase(memory, (bank) => bank);
  const checkout = await world.paid('cart-1');
  const query = 'SELECT fingerprint FROM payonce_attempts';
  const [before] = await memory.query(query);
  await forget(memory);
  const next = await another(world, memory);
  await sweepFor(next, MINUTE_MS);
  expect((await next.read(checkout.id)).status).toBe('paid');
  expect(await memory.query(query)).toEqual([before]);
});
