// The simulator leaves out sweeps for which its agenda sees no row due, and no news in the bank's
// list. Here all of them are run, and those that would have been left out must find nothing: no
// attempt, refund, event or message, and no charge that is not in the rows.

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type * as PayonceModule from '../../src/server/payonce.ts';
import type * as SweepModule from '../../src/server/sweep.ts';
import type { SweepReport } from '../../src/server/sweep.ts';
import { Agenda } from '../../src/sim/agenda.ts';
import { planOf } from '../../src/sim/corpus/corpus.ts';
import { KEPT_STORIES } from '../../src/sim/corpus/kept.ts';
import { drawPlan } from '../../src/sim/draw.ts';
import type { StoredRow } from '../../src/sim/history.ts';
import { singles, STORIES, withForced } from '../../src/sim/stories.ts';
import { runPlan } from '../../src/sim/world.ts';

// A sweep asks for its rows within this: what is due by then it may find.
const SWEEP_MS = 2_000;

type Found = keyof SweepReport;

/** What a sweep of these rows counts as, and which column says when they are due. */
const ROWS: Readonly<Record<string, readonly [found: Found, column: string]>> = {
  payonce_attempts: ['taken', 'next_check_at'],
  payonce_refunds: ['refunds', 'next_try_at'],
  payonce_outbox: ['events', 'next_try_at'],
  payonce_inbox: ['messages', 'next_try_at'],
};

interface Sweep {
  readonly isLeftOut: boolean;
  /** What it found though no commit had just made such a row due. */
  readonly found: readonly string[];
}

/** A sweep's look through the bank's list. */
interface Look {
  readonly isLeftOut: boolean;
  /** Charges that were adopted or given back. */
  readonly met: number;
}

const watch = vi.hoisted(() => ({
  isLeftOut: false,
  isListQuiet: false,
  commits: 0,
  /** The last commit that made a row due at once, for each thing that a sweep counts. */
  news: new Map<string, number>(),
  sweeps: [] as Sweep[],
  looks: [] as Look[],
}));

vi.mock('../../src/server/sweep.ts', async (importActual) => {
  const actual = await importActual<typeof SweepModule>();
  const createSweep: typeof SweepModule.createSweep = (settings, reconcile) =>
    actual.createSweep(settings, async () => {
      const isLeftOut = watch.isListQuiet;
      const report = await reconcile();
      watch.looks.push({ isLeftOut, met: report.adopted + report.givenBack });
      return report;
    });
  return { ...actual, createSweep };
});

vi.mock('../../src/server/payonce.ts', async (importActual) => {
  const actual = await importActual<typeof PayonceModule>();
  const createPayonce: typeof PayonceModule.createPayonce = (options) => {
    const payonce = actual.createPayonce(options);
    const sweep = async (): Promise<SweepReport> => {
      const { isLeftOut, commits } = watch;
      const report = await payonce.sweep();
      const counts = Object.entries({ ...report, ended: 0 }).filter(([, count]) => count > 0);
      const found = counts.filter(([what]) => (watch.news.get(what) ?? 0) <= commits);
      watch.sweeps.push({ isLeftOut, found: found.map(([what]) => what) });
      return report;
    };
    return { ...payonce, sweep };
  };
  return { ...actual, createPayonce };
});

const { isRowDue, follow, rollBackTo } = Agenda.prototype;

beforeAll(() => {
  Agenda.prototype.isRowDue = function (nowMs) {
    watch.isLeftOut = !isRowDue.call(this, nowMs + SWEEP_MS);
    // Not only not yet.
    watch.isListQuiet = !this.isListDue(Infinity);
    return true;
  };
  Agenda.prototype.follow = function (version, changes) {
    follow.call(this, version, changes);
    watch.commits += 1;
    for (const { table, before, after } of changes) {
      const [found, column] = ROWS[table] ?? ['ended', ''];
      if (!isDue(before, column) && isDue(after, column)) watch.news.set(found, watch.commits);
    }
  };
  Agenda.prototype.rollBackTo = function (...given) {
    rollBackTo.apply(this, given);
    watch.commits += 1;
    for (const [found] of Object.values(ROWS)) watch.news.set(found, watch.commits);
  };
});

afterAll(() => {
  Object.assign(Agenda.prototype, { isRowDue, follow, rollBackTo });
});

/** By the run's own time; what has ended waits for nobody. */
function isDue(row: StoredRow | null, column: string): boolean {
  const atMs = row?.[column];
  return typeof atMs === 'number' && atMs <= Date.now() && !ENDED.has(row?.['status']);
}

function sum(looks: readonly Look[]): number {
  return looks.reduce((met, look) => met + look.met, 0);
}

const ENDED = new Set<unknown>(['succeeded', 'declined', 'failed', 'delivered', 'dead', 'applied']);

test('a sweep that is left out would have found nothing', async () => {
  for (let seed = 7_000; seed < 7_050; seed += 1) await runPlan(drawPlan(seed, 'memory'));
  // Few drawn seeds leave a charge to the bank's list, or a refund to a sweep.
  for (const story of KEPT_STORIES) await runPlan(planOf(story, drawPlan));
  for (const story of STORIES.filter(({ name }) => name === 'pays and gets some back')) {
    const { points } = await runPlan(story.plan);
    for (const forced of singles(points)) await runPlan(withForced(story, forced));
  }
  const leftOut = watch.sweeps.filter((sweep) => sweep.isLeftOut);
  const others = watch.sweeps.filter((sweep) => !sweep.isLeftOut);
  expect(leftOut.flatMap(({ found }) => found)).toEqual([]);
  // Most are left out, and the others find something of every kind.
  expect(leftOut.length).toBeGreaterThan(others.length);
  const quiet = watch.looks.filter((look) => look.isLeftOut);
  expect(sum(quiet)).toBe(0);
  expect(quiet.length).toBeGreaterThan(1_000);
  expect(sum(watch.looks)).toBeGreaterThan(1);
  const kinds = new Set(others.flatMap(({ found }) => found));
  expect([...kinds].sort()).toEqual(['events', 'messages', 'refunds', 'taken']);
});
