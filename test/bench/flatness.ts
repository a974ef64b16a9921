// Whether a payment costs the same in tables that hold a hundred times as many: two databases, one
// young and one old, paid in turn.

import { fill, tidyUp } from './fill.ts';
import { countedDatabase } from './counted-database.ts';
import { costsOf, type Costs } from './costs.ts';
import { openPools } from './pools.ts';
import { opener, run } from './race.ts';
import { nameOf, type BenchServer } from './server.ts';
import { openTill } from './till.ts';
import { wayOfFetch, type Way } from './ways.ts';

export interface Age {
  /** Attempts in the tables before the first payment. */
  readonly attempts: number;
  /** Of `COUNTED_PAYMENTS` payments. */
  readonly costs: Costs;
  readonly rates: readonly number[];
}

export interface Flatness {
  readonly young: Age;
  readonly old: Age;
}

export const COUNTED_PAYMENTS = 200;
export const FLATNESS_CONNECTIONS = 8;
const PAYMENTS_A_ROUND = 150;
const BUDGET_MS = 15_000;

const YOUNG = 10_000;
const OLD = 1_000_000;
const NOT_SO_OLD = 100_000;
// The first tenth of the old tables tells how long the rest will take; on a machine that is slower
// than this the old tables stay at that tenth.
const PATIENCE_MS = 5_000;

export async function measureFlatness(server: BenchServer): Promise<Flatness> {
  const young = await prepare(server, 'young', (url) => fill(url, 1, YOUNG).then(() => YOUNG));
  const old = await prepare(server, 'old', fillPatiently);
  try {
    const rates = await run({
      ways: [young.way, old.way],
      connections: FLATNESS_CONNECTIONS,
      payments: PAYMENTS_A_ROUND,
      budgetMs: BUDGET_MS,
      open: (way, count) => (way === young.way ? young : old).open(count),
    });
    const ageOf = ({ attempts, costs, way }: Prepared): Age => ({
      attempts,
      costs,
      rates: rates.get(way.name) ?? [],
    });
    return { young: ageOf(young), old: ageOf(old) };
  } finally {
    await Promise.all([young.close(), old.close()]);
  }
}

async function fillPatiently(url: string): Promise<number> {
  const startedAt = performance.now();
  await fill(url, 1, NOT_SO_OLD);
  if (performance.now() - startedAt > PATIENCE_MS) return NOT_SO_OLD;
  await fill(url, NOT_SO_OLD + 1, OLD);
  return OLD;
}

interface Prepared {
  readonly attempts: number;
  readonly costs: Costs;
  readonly way: Way;
  readonly open: ReturnType<typeof opener>;
  readonly close: () => Promise<void>;
}

async function prepare(
  server: BenchServer,
  age: string,
  fillTables: (url: string) => Promise<number>,
): Promise<Prepared> {
  const url = await server.newDatabase('counted');
  const pools = await openPools(url, FLATNESS_CONNECTIONS);
  const database = countedDatabase(pools);
  const till = await openTill(database);
  const attempts = await fillTables(url);
  await tidyUp(url);
  const open = opener(age, till.open);
  const counted = { database, name: nameOf(url), watcher: server.watcher };
  const checkouts = await open(COUNTED_PAYMENTS);
  const jobs = checkouts.map((checkout) => () => till.pay(checkout));
  const costs = await costsOf(counted, jobs);
  return { attempts, costs, way: { ...wayOfFetch(till), name: age }, open, close: pools.close };
}
