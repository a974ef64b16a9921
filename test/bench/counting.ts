// Counts what each kind of call costs, each many times over, on a server where nothing else
// happens. Knows the calls; how costs are counted is `costs.ts`.

import type { Checkout } from '../../src/protocol/messages.ts';
import { openPostgres } from '../../src/node/postgres.ts';
import { countedDatabase } from './counted-database.ts';
import { costsOf, type Costs } from './costs.ts';
import { nameOf, type BenchServer } from './server.ts';
import { openTill } from './till.ts';

export interface CountedCall {
  readonly call: string;
  readonly times: number;
  readonly costs: Costs;
}

// Enough that a stray record of the server's own is a fraction of a byte for each.
const TIMES = 1_000;
const FEW = 200;

export async function countCalls(server: BenchServer): Promise<CountedCall[]> {
  const url = await server.newDatabase('counted');
  await server.setAutovacuum(false);
  const open = await openPostgres(url);
  const database = countedDatabase(open);
  const counted = { database, name: nameOf(url), watcher: server.watcher };
  const till = await openTill(database);
  // Another server on the same database: it has never heard of the checkouts of the first.
  const stranger = await openTill(database);
  const calls: CountedCall[] = [];
  const count = async (call: string, times: number, act: (index: number) => Promise<unknown>) => {
    const jobs = Array.from({ length: times }, (_, index) => () => act(index));
    calls.push({ call, times, costs: await costsOf(counted, jobs) });
  };
  const checkouts: Checkout[] = [];
  const at = (index: number): Checkout => {
    const checkout = checkouts[index];
    if (checkout === undefined) throw new Error(`Checkout ${index} was not opened.`);
    return checkout;
  };

  try {
    await warmUp(till);
    await count('first opening', TIMES + FEW, async (index) => {
      checkouts.push(await till.open(`cart-${index}`));
    });
    await count('opening again', FEW, (index) => till.open(`cart-${index}`));
    await count('reading', FEW, (index) => till.read(at(index)));
    await count('payment', TIMES, (index) => till.pay(at(index)));
    await count('payment elsewhere', FEW, (index) => stranger.pay(at(TIMES + index)));
    await count('replay, first time', TIMES, (index) => till.replay(at(index)));
    await count('replay', TIMES, (index) => till.replay(at(index)));
    await server.watcher.query('CHECKPOINT');
    await count('replay after a checkpoint', TIMES, (index) => till.replay(at(index)));
  } finally {
    await open.close();
    await server.setAutovacuum(true);
  }
  return calls;
}

/** So that no measured call is the first to read a catalogue or to start a page. */
async function warmUp(till: Awaited<ReturnType<typeof openTill>>): Promise<void> {
  for (let index = 0; index < 50; index += 1) {
    const checkout = await till.open(`warm-${index}`);
    await till.pay(checkout);
    await till.replay(checkout);
  }
}
