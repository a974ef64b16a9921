// A database that has gone back in time, and the server that meets it; a bank that forgot as well.

import { expect } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import type { Database } from '../../src/server/database.ts';
import { memoryDatabase, type MemoryDatabase } from '../../src/sim/sql/memory-database.ts';
import { beforeStatements } from './before-statements.ts';
import { holdingPoint } from './holding-point.ts';
import { isCharge } from './http.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** Another server, over another database, at the same bank and hour. */
export async function another(
  world: World,
  database: Database,
  options: Partial<WorldOptions> = {},
): Promise<World> {
  const { clock } = world;
  const between = () => world.bank;
  const made = await createWorld({ database, between, clock, seed: 2, ...options });
  return { ...made, clock };
}

/** Empties the tables as a restored backup from before would have them, keeping whose they are. */
export async function forget(database: Database): Promise<void> {
  for (const table of [
    'outbox',
    'refunds',
    'charges',
    'legs',
    'attempts',
    'checkouts',
    'reconciled',
  ]) {
    await database.query(`DELETE FROM payonce_${table}`);
  }
}

/** Takes back the claim of the only checkout, as a failover does that lost the last commit. */
export async function forgetClaim(database: Database): Promise<void> {
  for (const table of ['legs', 'attempts']) await database.query(`DELETE FROM payonce_${table}`);
  await database.query(
    'UPDATE payonce_checkouts SET attempts = 0, live = NULL, fence = 0, lease_until = NULL',
  );
}

/** Forgets that the only payment was ever sent to the bank, and still knows of its claim. */
export async function forgetLeg(database: Database): Promise<void> {
  await database.query('DELETE FROM payonce_legs');
}

/**
 * A line on which the first charge hangs until it is let through, or fails with 500 and reaches no
 * bank.
 */
export function holdingFirst() {
  const held = holdingPoint<'lost' | 'through'>();
  let isHeld = false;
  const between = (bank: Fetch): Fetch => {
    return async (request) => {
      if (!isCharge(request) || isHeld) return bank(request);
      isHeld = true;
      const how = await held.pass();
      return how === 'lost' ? new Response('{}', { status: 500 }) : bank(request);
    };
  };
  const { reached } = held;
  const letThrough = (): void => held.letGo('through');
  return { between, reached, fail: () => held.letGo('lost'), letThrough };
}

/** A line that notes what the database knew when the first charge was sent. */
export function firstCall(memory: MemoryDatabase, line: (bank: Fetch) => Fetch) {
  let version: number | null = null;
  const between = (bank: Fetch): Fetch => {
    const through = line(bank);
    return (request) => {
      if (isCharge(request)) version ??= memory.version();
      return through(request);
    };
  };
  return { between, version: () => version ?? 0 };
}

/** A bank that takes charges and knows of none when it is asked. */
export const forgetful = (bank: Fetch): Fetch => {
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method !== 'GET' || pathname !== '/charges') return bank(request);
    const isLookup = searchParams.has('key');
    return Response.json(
      isLookup ? { charge: null, canceled: false } : { charges: [], next: null },
    );
  };
};

/** A bank that nobody can reach while it is cut. */
export function line() {
  const state = { isCut: false };
  const between = (bank: Fetch): Fetch => {
    return (request) =>
      state.isCut
        ? Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }))
        : bank(request);
  };
  return { state, between };
}

/** A bank that lets itself be asked, and is not to be reached with a charge. */
export function uncharging(bank: Fetch): Fetch {
  const wire = line();
  wire.state.isCut = true;
  const cut = wire.between(bank);
  return (request) => (isCharge(request) ? cut(request) : bank(request));
}

interface Breaking {
  isIt: ((sql: string) => boolean) | null;
}

/** A connection that breaks once, at the next statement that `isIt`. */
export function breakable(database: Database) {
  const state: Breaking = { isIt: null };
  const breaking = beforeStatements(database, (sql) => {
    if (state.isIt?.(sql) !== true) return;
    state.isIt = null;
    throw new Error('Connection terminated unexpectedly');
  });
  return { state, database: breaking };
}

/** The next connection that is used breaks, and the server takes note. */
export async function breakConnection({ payonce }: World, state: Breaking): Promise<void> {
  state.isIt = () => true;
  await expect(payonce.sweep()).rejects.toThrow('Connection terminated');
}

// Longer than a server is careful after it was started.
const AT_EASE_MS = 60_000;

/** A server that has long been running, and trusts its database. */
export async function atEase(
  database: Database,
  between: (bank: Fetch) => Fetch,
  options: Partial<WorldOptions> = {},
): Promise<World> {
  const world = await createWorld({ database, between, reconcileFirst: true, ...options });
  await world.payonce.reconcile();
  await world.clock.advance(AT_EASE_MS);
  await world.payonce.reconcile();
  return world;
}

/** A payment that hangs on its way to the bank when the database forgets it, and that shows. */
export async function forgottenOnItsWay() {
  const memory = memoryDatabase();
  const { state, database } = breakable(memory);
  const wire = holdingFirst();
  const world = await atEase(database, wire.between);
  const checkout = await world.open('cart-1');
  const before = memory.version();
  const paying = world.pay(checkout);
  await wire.reached;
  memory.rollBackTo(before);
  await breakConnection(world, state);
  return { memory, world, checkout, paying, letThrough: wire.letThrough };
}

export async function isChargedOnce(world: World, checkoutId: string): Promise<void> {
  expect(await world.charges()).toHaveLength(1);
  expect(await world.refunds()).toEqual([]);
  expect((await world.read(checkoutId)).status).toBe('paid');
}

export function captured(charges: Awaited<ReturnType<World['charges']>>): string[] {
  return charges.filter(({ status }) => status === 'captured').map(({ key }) => key);
}
