// Where a fault of the shop strikes: each at its own place of a payment, as often as it was armed,
// and nowhere else. That payonce's own statements are recognised is for test/process to see.

import { expect, test } from 'vitest';
import { ConnectionCut } from '../../src/node/http-host.ts';
import type { Database, Row } from '../../src/server/database.ts';
import type { Gateway } from '../../src/server/gateway.ts';
import { createFaultList, type ShopFaultPoint } from '../../src/shop/lab/faults.ts';
import {
  faultyAnswers,
  faultyDatabase,
  faultyGateway,
  type FaultsAtWork,
} from '../../src/shop/lab/faulty-ports.ts';
import { noGateway, testSettings } from '../server/settings.ts';

interface Bench extends FaultsAtWork {
  /** What happened, in its order. */
  readonly happened: string[];
}

function aBench(...points: ShopFaultPoint[]): Bench {
  const happened: string[] = [];
  return {
    happened,
    faults: createFaultList(points.map((point) => ({ point, times: 1, ms: 30 }))),
    death: {
      crash: () => happened.push('killed'),
      pause: () => happened.push('stopped'),
    },
    clock: { now: () => 0, sleep: async (ms) => void happened.push(`slept ${ms}`) },
    onStrike: (point) => happened.push(point),
  };
}

/** A database whose every statement answers these rows. */
function aDatabase(happened: string[], rows: readonly Row[]): Database {
  const query = async () => {
    happened.push('written');
    return rows;
  };
  return {
    query,
    async transaction(work) {
      const result = await work({ query });
      happened.push('committed');
      return result;
    },
  };
}

// What tells these three apart, as payonce's server writes them.
const CLAIM = 'WITH claimed AS (UPDATE payonce_checkouts …) INSERT INTO payonce_attempts …';
const SETTLE = 'WITH settled AS (UPDATE payonce_checkouts …) UPDATE … SET answer_body = $12 …';
const DOUBT = "WITH held AS (UPDATE payonce_checkouts …) UPDATE … SET status = 'unknown' …";

async function charges(bench: Bench): Promise<void> {
  const gateway = faultyGateway(
    {
      ...noGateway,
      charge: async () => {
        bench.happened.push('charged');
        return { type: 'unknown', reason: '' };
      },
    },
    bench,
  );
  await gateway.charge({} as Parameters<typeof gateway.charge>[0]);
}

test('the charge is what stands between its two crashes and after its pause', async () => {
  const before = aBench('crash-before-charge');
  await charges(before);
  expect(before.happened).toEqual(['crash-before-charge', 'killed', 'charged']);
  const after = aBench('crash-after-charge');
  await charges(after);
  expect(after.happened).toEqual(['charged', 'crash-after-charge', 'killed']);
  const paused = aBench('pause-before-charge');
  await charges(paused);
  expect(paused.happened).toEqual(['pause-before-charge', 'stopped', 'charged']);
});

test('a fault strikes as often as it was armed, then never again', async () => {
  const bench = aBench();
  bench.faults.arm({ point: 'crash-before-charge', times: 2, ms: 0 });
  for (let count = 0; count < 4; count += 1) await charges(bench);
  expect(bench.happened.filter((what) => what === 'killed')).toHaveLength(2);
});

test('a claim that was won is followed by its crash, one that lost is not', async () => {
  const won = aBench('crash-after-claim');
  await faultyDatabase(aDatabase(won.happened, [{ won: { ordinal: 1 } }]), won).query(CLAIM);
  expect(won.happened).toEqual(['written', 'crash-after-claim', 'killed']);
  const lost = aBench('crash-after-claim');
  await faultyDatabase(aDatabase(lost.happened, [{ won: null }]), lost).query(CLAIM);
  expect(lost.happened).toEqual(['written']);
});

test('a verdict that was stored is followed by its crash, a doubt is not', async () => {
  const rows = [{ id: 'chk_1' }];
  const settled = aBench('crash-after-commit');
  await faultyDatabase(aDatabase(settled.happened, rows), settled).query(SETTLE);
  expect(settled.happened).toEqual(['written', 'crash-after-commit', 'killed']);
  const doubted = aBench('crash-after-commit', 'crash-after-claim');
  await faultyDatabase(aDatabase(doubted.happened, rows), doubted).query(DOUBT);
  expect(doubted.happened).toEqual(['written']);
});

test('inside a transaction nothing is committed until its end', async () => {
  const bench = aBench('crash-after-commit');
  const database = faultyDatabase(aDatabase(bench.happened, [{ id: 'chk_1' }]), bench);
  await database.transaction((tx) => tx.query(SETTLE));
  expect(bench.happened).toEqual(['written', 'committed', 'crash-after-commit', 'killed']);
});

// Typed so that a member which a port gets later must be listed here too.
function aWholeDatabase(onBroken: Required<Database>['onBroken']): Required<Database> {
  const database = aDatabase([], []);
  return { ...database, longTransaction: database.transaction, onBroken };
}

test('whatever a port can do, it can do behind the faults', () => {
  const database = aWholeDatabase(() => undefined);
  const faulty = faultyDatabase(database, aBench());
  expect(Object.keys(faulty).sort()).toEqual(Object.keys(database).sort());
  const gateway: Required<Gateway> = noGateway;
  expect(Object.keys(faultyGateway(gateway, aBench())).sort()).toEqual(Object.keys(gateway).sort());
});

test('a connection that breaks is doubted behind the faults as well', () => {
  let breakOne = (): void => undefined;
  const database = aWholeDatabase((listener) => (breakOne = listener));
  const { caution } = testSettings({
    database: faultyDatabase(database, aBench()),
    reconcileFirst: true,
  });
  caution.begin();
  breakOne();
  expect(caution.isCareful()).toBe(true);
});

function answering(bench: Bench): (method: string, path: string) => Promise<number | string> {
  const fetch = faultyAnswers(async () => {
    bench.happened.push('done');
    return new Response(null, { status: 201 });
  }, bench);
  return async (method, path) => {
    const request = new Request(`http://shop.test/payonce${path}`, { method });
    return fetch(request).then(
      ({ status }) => status,
      (error: unknown) => (error instanceof ConnectionCut ? 'cut' : 'rejected'),
    );
  };
}

test('an answer is lost or slow only after all is done', async () => {
  const bench = aBench('answer-slow', 'answer-lost', 'crash-before-answer');
  expect(await answering(bench)('POST', '/checkouts/chk_1/payments')).toBe('cut');
  expect(bench.happened).toEqual([
    'done',
    'crash-before-answer',
    'killed',
    'answer-slow',
    'slept 30',
    'answer-lost',
  ]);
});

test('only the answers of payments are lost', async () => {
  const bench = aBench('answer-lost');
  const call = answering(bench);
  expect(await call('POST', '/checkouts')).toBe(201);
  expect(await call('GET', '/checkouts/chk_1')).toBe(201);
  expect(await call('POST', '/checkouts/chk_1/cancel')).toBe(201);
  expect(await call('POST', '/checkouts/chk_1/payments')).toBe('cut');
});
