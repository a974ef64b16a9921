// The database as one server reaches it: each statement travels, may be lost, refused, delayed or
// run unseen, and arrives only to a server that lives. Knows no statement.

import type { Database, Queryable, Row, SqlValue } from '../server/database.ts';
import type { PortCaller } from './port-caller.ts';
import type { World } from './world-parts.ts';

// A database in the same building.
const QUICK_MS = 0.3;
const USUAL_MS = 8;
const SLOW_MS = 3_000;
// The driver gives a silent database up after this (node/postgres.ts).
const GIVEN_UP_MS = 6_000;

const broken = (): Error => new Error('Connection terminated unexpectedly');
const serialization = (): Error =>
  Object.assign(new Error('could not serialize access due to concurrent update'), {
    code: '40001',
  });

/** Also counts the statements of a run. */
export function databasePort(world: World, server: PortCaller): Database {
  const run = (
    ask: (asOf: number | null) => Promise<readonly Row[]>,
    inTransaction: boolean,
  ): Promise<readonly Row[]> =>
    server.call((point) => travel(world, server, point, ask, inTransaction));
  return {
    query: (sql, parameters = []) =>
      run((asOf) => world.store.query(server.name, sql, parameters, asOf), false),
    transaction: (work) => transaction(world, server, run, work),
    onBroken: (listener) => {
      world.store.onBroken(server.name, () => server.life.deliver(listener));
    },
  };
}

type Ask = (asOf: number | null) => Promise<readonly Row[]>;

function travel(
  world: World,
  server: PortCaller,
  point: string,
  ask: Ask,
  inTransaction: boolean,
): Promise<readonly Row[]> {
  const { timeline, chance, faults, totals, store } = world;
  totals.statements += 1;
  const slow = faults.strikes('slow-statement', point);
  const wayMs = chance.delay('statement', point, QUICK_MS, slow ? SLOW_MS : USUAL_MS);
  const asOf = !inTransaction && faults.strikes('stale-snapshot', point) ? store.version() : null;
  return new Promise((resolve, reject) => {
    timeline.after(wayMs, () => {
      if (server.isCutOff('database')) {
        timeline.after(GIVEN_UP_MS, () => reject(broken()));
        return;
      }
      switch (faults.first(['statement-lost', 'serialization-failure', 'commit-unknown'], point)) {
        case 'statement-lost':
          reject(broken());
          return;
        case 'serialization-failure':
          reject(serialization());
          return;
        case 'commit-unknown':
          ask(asOf).then(() => reject(broken()), reject);
          return;
        case null:
          ask(asOf).then(resolve, reject);
      }
    });
  });
}

type Run = (ask: Ask, inTransaction: boolean) => Promise<readonly Row[]>;

const NO_ROWS: readonly Row[] = [];

function transaction<T>(
  world: World,
  server: PortCaller,
  run: Run,
  work: (tx: Queryable) => Promise<T>,
): Promise<T> {
  const { store, faults } = world;
  const { life } = server;
  let commitPoint = '';
  let forget = (): void => undefined;
  // The connection of a server that dies is closed by the database, and what it began rolled back.
  const death = new Promise<never>((_resolve, reject) => {
    forget = life.onEnd(() => reject(broken()));
  });
  death.catch(() => undefined);
  const done = store.transaction(server.name, (tx) => {
    const port: Queryable = {
      query: (sql, parameters: readonly SqlValue[] = []) =>
        run(() => tx.query(sql, parameters), true),
    };
    const committed = work(port).then(async (result) => {
      await server.call((point) => {
        commitPoint = `${point} commit`;
        return travel(world, server, point, () => Promise.resolve(NO_ROWS), true);
      });
      return result;
    });
    return Promise.race([committed, death]);
  });
  const told = done.then((result) => {
    if (faults.strikes('commit-unknown', commitPoint)) throw broken();
    return result;
  });
  return life.hear(told).finally(forget);
}
