// Counts what each kind of call costs, each many times over, on a server where nothing else
// happens. Knows the calls; how costs are counted is `costs.ts`.

import type { Checkout } from '../../src/protocol/messages.ts';
import { openPostgres } from '../../src/node/postgres.ts';
import { countedDatabase } from './counted-database.ts';
import { costsOf, type Costs } from './costs.ts';
import { nameOf, type BenchServer } from './server.ts';
import { openTill, type Till } from './till.ts';

export interface CountedCall {
  readonly call: string;
  readonly times: number;
  readonly costs: Costs;
  /** The most that one such call may cost. */
  readonly promised?: Partial<Costs>;
}

// Enough that a stray record of the server's own is a fraction of a byte for each.
const TIMES = 1_000;
const FEW = 200;

export async function countCalls(server: BenchServer): Promise<CountedCall[]> {
  const url = await server.newDatabase('counted');
  await server.setAutovacuum(false);
  const open = await openPostgres(url);
  const database = countedDatabase(open);
  const till = await openTill(database);
  // Another server on the same database: it has never heard of the checkouts of the first.
  const elsewhere = await openTill(database);
  const counted = { database, name: nameOf(url), watcher: server.watcher };
  const calls: CountedCall[] = [];
  const checkouts: Checkout[] = [];

  type Act = (checkout: Checkout) => Promise<unknown>;
  /** Does `act` once with each of `some`. */
  async function count(call: string, some: readonly Checkout[], act: Act, most?: Partial<Costs>) {
    const costs = await costsOf(
      counted,
      some.map((checkout) => () => act(checkout)),
    );
    const promised = most === undefined ? {} : { promised: most };
    calls.push({ call, times: some.length, costs, ...promised });
  }

  try {
    await warmUp(till);
    const jobs = Array.from({ length: TIMES + FEW }, (_, index) => async () => {
      checkouts.push(await till.open(`cart-${index}`));
    });
    const costs = await costsOf(counted, jobs);
    const promised = { statements: 1, commits: 1 };
    calls.push({ call: 'first opening', times: jobs.length, costs, promised });
    const [many, few] = [checkouts.slice(0, TIMES), checkouts.slice(TIMES)];
    const replay = { statements: 1, writes: 0 };
    await count('opening again, nothing changed', few, ({ cartId }) => till.open(cartId));
    await count('reading', few, till.read);
    await count('**payment**', many, till.pay, { statements: 2, commits: 2, writes: 2 });
    await count('payment, server did not open it', few, elsewhere.pay);
    await count('**replay**, the first', many, till.replay, replay);
    await count('**replay**, later', many, till.replay, replay);
    await server.watcher.query('CHECKPOINT');
    await count('**replay**, the first, after a checkpoint', few, till.replay, replay);
  } finally {
    await open.close();
    await server.setAutovacuum(true);
  }
  return calls;
}

/** So that no counted call is the first to read a catalogue or to begin a page. */
async function warmUp(till: Till): Promise<void> {
  for (let index = 0; index < WARM_UPS; index += 1) {
    const checkout = await till.open(`warm-${index}`);
    await till.pay(checkout);
    await till.replay(checkout);
  }
}

const WARM_UPS = 30;

/** One sentence for each promise that was broken. */
export function brokenPromises(calls: readonly CountedCall[]): string[] {
  return calls.flatMap(({ call, times, costs, promised = {} }) =>
    (Object.entries(promised) as [keyof Costs, number][])
      .filter(([cost, most]) => costs[cost] > most * times)
      .map(([cost, most]) => `${call}: ${costs[cost] / times} ${cost}, promised are ${most}.`),
  );
}
