// A flood of webhooks: shuffled, each three times, some forged, some stale, some about what nobody
// knows yet. Each genuine one has its effect once, and of the others there is no trace.

import { expect, test } from 'vitest';
import { checkoutIdOf } from '../../src/server/identity.ts';
import type { Database } from '../../src/server/database.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { randomFraction } from '../../src/protocol/ports.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { debited, send, tells, type Message } from './at-the-bank.ts';
import { createWorld, EUROS_42, type World } from './world.ts';

const AT_ONCE = 40;
const STALE_MS = 600_000;

type Fate = 'genuine' | 'forged' | 'stale' | 'unknown';

interface Sent extends Message {
  readonly checkoutId: string;
  readonly isCapture: boolean;
  readonly fate: Fate;
}

function fateOf(index: number): Fate {
  return (['forged', 'stale', 'unknown'] as const)[index % 50] ?? 'genuine';
}

/** Two for each checkout: that its debit is under way, and that it was captured. */
function messages(count: number, now: number): Sent[] {
  return Array.from({ length: count }, (_, index) => {
    const pair = Math.floor(index / 2);
    const checkoutId = checkoutIdOf('default', `storm-${pair}`);
    const isCapture = index % 2 === 1;
    const fate = fateOf(pair);
    const shown = { id: checkoutId, amount: EUROS_42.amount };
    return {
      id: `evt_${index}`,
      body: tells(shown, isCapture ? 'captured' : 'pending'),
      ...(fate === 'forged' ? { forged: true } : {}),
      ...(fate === 'stale' ? { atMs: now - STALE_MS } : {}),
      checkoutId,
      isCapture,
      fate,
    };
  });
}

function shuffled<T>(list: readonly T[]): T[] {
  const random = seededRandom(7);
  return list
    .map((one) => ({ one, place: randomFraction(random) }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

const COLUMNS = {
  payonce_checkouts: ['id', 'cart_id'],
  payonce_attempts: ['checkout_id', 'key'],
  payonce_legs: ['checkout_id'],
} as const;

/** Rows of payments like the one that `modelId` names, as if each had been claimed and sent. */
async function copyRows(database: Database, modelId: string, ids: readonly string[]) {
  for (const [table, own] of Object.entries(COLUMNS)) {
    const idColumn = table === 'payonce_checkouts' ? 'id' : 'checkout_id';
    const cells = own.map((name) => `'${name}', w.id`).join(', ');
    await database.query(
      `INSERT INTO ${table}
       SELECT (jsonb_populate_record(m, jsonb_build_object(${cells}))).*
       FROM ${table} m, json_array_elements_text($2::json) AS w (id)
       WHERE m.${idColumn} = $1`,
      [modelId, JSON.stringify(ids)],
    );
  }
}

async function sendAll(world: World, list: readonly Sent[]): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  const queue = [...list];
  const work = async (): Promise<void> => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const { status } = await send(world, next);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return statuses;
}

async function countsOf(database: Database): Promise<Record<string, number>> {
  const [row] = await database.query(`SELECT
    (SELECT count(*) FROM payonce_inbox WHERE status = 'applied') AS applied,
    (SELECT count(*) FROM payonce_inbox WHERE status = 'waiting') AS waiting,
    (SELECT count(*) FROM payonce_charges WHERE kept) AS captures,
    (SELECT count(*) FROM payonce_outbox WHERE type = 'paid') AS told,
    (SELECT count(*) FROM payonce_checkouts WHERE paid IS NOT NULL AND events = 1) AS paid,
    (SELECT count(*) FROM payonce_outbox WHERE type <> 'paid') AS other`);
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, n]) => [name, Number(n)]));
}

describeDatabases('a storm of webhooks', (openDatabase, kind) => {
  const count = Number(process.env['STORM'] ?? (kind === 'PostgreSQL' ? 10_000 : 1_000));

  test(`${count} webhooks in disorder, three times each, have each its effect once`, async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { checkout: model } = await debited(world);
    const all = messages(count, world.clock.now());
    const idsOf = (fates: readonly Fate[]) => [
      ...new Set(all.filter(({ fate }) => fates.includes(fate)).map((one) => one.checkoutId)),
    ];
    await copyRows(database, model.id, idsOf(['genuine', 'forged', 'stale']));
    const statuses = await sendAll(world, shuffled([...all, ...all, ...all]));
    const of = (fate: Fate) => all.filter((one) => one.fate === fate).length;
    const bad = of('forged') + of('stale');
    expect(statuses).toEqual(
      new Map([
        [200, 3 * (count - bad)],
        [400, 3 * bad],
      ]),
    );
    const genuine = of('genuine') / 2;
    const quiet = { captures: genuine, told: genuine, paid: genuine, other: 0 };
    const before = { applied: of('genuine'), waiting: of('unknown') };
    expect(await countsOf(database)).toEqual({ ...before, ...quiet });

    await copyRows(database, model.id, idsOf(['unknown']));
    for (let round = 0; round < 20; round += 1) {
      await world.clock.advance(2000);
      await world.payonce.sweep();
    }
    const paid = genuine + of('unknown') / 2;
    // The model's own debit settles too, found by the sweep's look.
    expect(await countsOf(database)).toMatchObject({ applied: count - bad, waiting: 0 });
    const after = await countsOf(database);
    expect(after['paid']).toBeGreaterThanOrEqual(paid);
    expect([after['captures'], after['told']]).toEqual([after['paid'], after['paid']]);
    console.log(
      `${kind}: ${count} webhooks, each three times: ${of('genuine')} applied at once, ` +
        `${of('unknown')} once their rows came, ${of('forged')} forged and ${of('stale')} stale ` +
        `refused, ${paid} payments paid`,
    );
  }, 120_000);
});
