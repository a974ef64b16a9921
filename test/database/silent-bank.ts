// A payment whose bank has been silent for longer than anybody waits, and the line that a test may
// mend. Knows whether money was taken; the shop does not.

import { expect } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import type { Database } from '../../src/server/database.ts';
import { isCharge } from './http.ts';
import { createWorld } from './world.ts';

const MINUTE_MS = 60_000;

/** A payment that was charged or not, and a bank that has been silent for a quarter of an hour. */
export async function silentBank(database: Database, wasCharged: boolean) {
  const line = { cut: true };
  const between = (bank: Fetch): Fetch => {
    return async (request) => {
      if (!line.cut) return bank(request);
      if (wasCharged && isCharge(request)) {
        await bank(request);
      }
      throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    };
  };
  const world = await createWorld({ database, between });
  const checkout = await world.open('cart-1');
  const token = await world.token();
  expect((await world.pay(checkout, { token })).status).toBe(202);
  for (let minute = 0; minute < 15; minute += 1) {
    await world.clock.advance(MINUTE_MS);
    await world.payonce.sweep();
  }
  return { world, checkout, token, line };
}
