// A database that loses its last commits, and a charge that the bank's list does not tell of yet,
// or that is too young to be taken in: nothing is charged on top of it, and nobody is told untruly.

import { expect, test } from 'vitest';
import { memoryDatabase } from '../../src/sim/sql/memory-database.ts';
import { sweepFor } from './at-the-bank.ts';
import {
  another,
  atEase,
  breakable,
  breakConnection,
  captured,
  firstCall,
  forgottenOnItsWay,
  line,
} from './forgetting.ts';

const CONSENT_MS = 120_000;
// As long as a server is careful after a connection broke, and a second less.
const CAREFUL_MS = 35_000;
const ALMOST_MS = 34_000;

/** A shop that trusts its database; `sentAt`: the version of that when a charge was first sent. */
async function forgettingShop() {
  const memory = memoryDatabase();
  // Nobody notices what it forgets, but by a connection that breaks.
  const { onBroken: _, ...unnoticed } = memory;
  const { state, database } = breakable(unnoticed);
  const wire = line();
  const first = firstCall(memory, wire.between);
  const world = await atEase(database, first.between);
  const doubt = (): Promise<void> => breakConnection(world, state);
  return { world, wire, doubt, memory, sentAt: first.version };
}

/** A payment could not leave: its number is used up, and the bank has never heard of it. */
async function shopWithANumberUsedUp() {
  const shop = await forgettingShop();
  const { world, wire, memory } = shop;
  const checkout = await world.open('cart-1');
  const token = await world.token();
  const before = memory.version();
  wire.state.isCut = true;
  expect((await world.passing(world.pay(checkout, { token }))).status).toBe(503);
  wire.state.isCut = false;
  return { ...shop, checkout, token, before };
}

test('a payment that came back to life is not declined as long as the list may lag', async () => {
  const { world, memory, doubt, checkout, token, sentAt } = await shopWithANumberUsedUp();
  await world.fault('search-lag', 1, 20_000);
  expect((await world.passing(world.pay(checkout, { token }))).status).toBe(201);
  memory.rollBackTo(sentAt());
  await doubt();
  await sweepFor(world, CONSENT_MS);
  expect((await world.read(checkout.id)).status).toBe('paid');
  expect((await world.pay(checkout, { token })).status).not.toBe(402);
  expect(captured(await world.charges())).toHaveLength(1);
});

test('a token that is used up is no decline as long as the list may not tell by what', async () => {
  const { world, memory, doubt, checkout, token, before } = await shopWithANumberUsedUp();
  await world.fault('search-lag', 1, 20_000);
  expect((await world.passing(world.pay(checkout, { token }))).status).toBe(201);
  memory.rollBackTo(before);
  await doubt();
  expect((await world.passing(world.pay(checkout, { token }))).status).toBe(202);
  await sweepFor(world, CONSENT_MS);
  expect((await world.read(checkout.id)).status).toBe('paid');
  expect((await world.pay(checkout, { token })).status).not.toBe(402);
  expect(captured(await world.charges())).toHaveLength(1);
});

test('what a message told of is not charged once more before the list tells of it', async () => {
  const { world, memory, doubt, checkout, token, before } = await shopWithANumberUsedUp();
  await world.fault('search-lag', 1, 20_000);
  expect((await world.passing(world.pay(checkout, { token }))).status).toBe(201);
  memory.rollBackTo(before);
  await doubt();
  await world.tell();
  expect((await world.pay(checkout)).status).toBe(503);
  await sweepFor(world, CONSENT_MS);
  expect((await world.read(checkout.id)).status).toBe('paid');
  expect(await world.charges()).toHaveLength(1);
});

test('a token that is no good is declined in the end, though connections have broken', async () => {
  const { world, doubt } = await forgettingShop();
  const checkout = await world.open('cart-1');
  await doubt();
  const token = 'tok_of_nobody';
  expect((await world.passing(world.pay(checkout, { token }))).status).toBe(202);
  await sweepFor(world, CONSENT_MS);
  const { status, payment } = await world.read(checkout.id);
  expect([status, payment?.status]).toEqual(['open', 'declined']);
  expect((await world.pay(checkout, { token })).status).toBe(402);
  expect((await world.pay(await world.open('cart-1'))).status).toBe(201);
});

test('a server stays careful while a charge that it does not know is too young', async () => {
  const { world, memory, doubt, checkout, token, before } = await shopWithANumberUsedUp();
  await doubt();
  await world.clock.advance(ALMOST_MS);
  expect((await world.passing(world.pay(checkout, { token }))).status).toBe(201);
  memory.rollBackTo(before);
  await world.clock.advance(CAREFUL_MS - ALMOST_MS + 1);
  expect(await world.payonce.reconcile()).toMatchObject({ postponed: 1, leftAlone: 0 });
  expect((await world.pay(checkout)).status).toBe(503);
  await sweepFor(world, CONSENT_MS);
  expect((await world.read(checkout.id)).status).toBe('paid');
  expect(captured(await world.charges())).toHaveLength(1);
});

test('while a found charge is too young, its number is left to it on other servers too', async () => {
  const { memory, world, checkout, paying, letThrough } = await forgottenOnItsWay();
  letThrough();
  expect((await paying).status).toBe(503);
  expect((await world.pay(checkout)).status).toBe(503);
  const other = await another(world, memory);
  expect((await other.pay(checkout)).status).toBe(201);
  expect(captured(await world.charges())).toHaveLength(1);
});
