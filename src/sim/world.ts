// One whole run: puts a world together from a plan, lets chaos have its time, heals it, waits until
// everything must have settled, and has the history judged. The same plan gives the same run.

import { Agenda } from './agenda.ts';
import { audit } from './audit/audit.ts';
import { enter } from './ambient.ts';
import { BankHost } from './bank-host.ts';
import { chanceOf } from './chance.ts';
import { Faults } from './faults.ts';
import { Grapevine } from './grapevine.ts';
import type { Outcome } from './outcome.ts';
import type { Plan, Trouble } from './plan.ts';
import { PublicLine } from './public-line.ts';
import { Recorder } from './recorder.ts';
import { ServerProcess } from './server-process.ts';
import { ShopFloor } from './shop-floor.ts';
import type { Store } from './store.ts';
import { openStore } from './stores.ts';
import { Timeline } from './timeline.ts';
import { webhookLine } from './webhook-line.ts';
import type { World } from './world-parts.ts';

// After healing: what may still be sent is sent within 120 s, leases end after 15 s, lookups back
// off to some tens of seconds, and webhooks to as much.
const SETTLE_MS = 300_000;
// When people look at their pages again, counted from healing.
const COME_BACK_MS = [4_000, 150_000, 280_000];
// Whoever could not pay by then tries it once more: twice, for the first press may only show that
// the page was behind.
const PAY_AFTER_ALL_MS = [152_000, 192_000];

export interface RunOptions {
  /** With the platform's own messages instead of the cheap ones. */
  readonly heavy?: boolean;
}

export async function runPlan(plan: Plan, options: RunOptions = {}): Promise<Outcome> {
  const store = await openStore(plan);
  const timeline = new Timeline(() => store.realWork());
  const leave = enter(timeline, options.heavy !== true);
  try {
    return await new Run(plan, store, timeline).toItsEnd();
  } finally {
    leave();
  }
}

class Run {
  readonly #world: World;
  readonly #servers: readonly ServerProcess[];
  readonly #floor: ShopFloor;

  constructor(plan: Plan, store: Store, timeline: Timeline) {
    const chance = chanceOf(plan.seed);
    const recorder = new Recorder(timeline);
    const faults = new Faults(plan, chance, recorder);
    const totals = { exchanges: 0, statements: 0, presses: 0, payments: 0 };
    const webhooks = webhookLine(() => ({ world, line }));
    const agenda = new Agenda();
    const bank = new BankHost({ timeline, chance, recorder, agenda, plan }, webhooks);
    const world: World = {
      plan,
      timeline,
      chance,
      faults,
      recorder,
      agenda,
      store,
      bank,
      totals,
      points: [],
    };
    this.#world = world;
    this.#servers = Array.from(
      { length: plan.servers },
      (_, index) => new ServerProcess(`s${index}`, world),
    );
    const line = new PublicLine(world, this.#servers);
    this.#floor = new ShopFloor(world, line, this.#servers, new Grapevine(world));
    store.onCommit((version, server, changes) => {
      recorder.record({ type: 'committed', version, server, changes });
      agenda.follow(version, changes);
    });
  }

  async toItsEnd(): Promise<Outcome> {
    const { plan, timeline, faults, recorder, bank, totals, points } = this.#world;
    bank.begin();
    for (const server of this.#servers) server.start();
    for (const act of plan.acts) {
      if (!faults.isLeftOut(act.id)) timeline.after(act.atMs, () => this.#floor.do(act));
    }
    for (const trouble of plan.troubles) {
      if (!faults.isLeftOut(trouble.id)) timeline.after(trouble.atMs, () => this.#befall(trouble));
    }
    await timeline.runUntil(plan.chaosMs);
    this.#heal();
    await timeline.runUntil(plan.chaosMs + SETTLE_MS);
    recorder.record({ type: 'ended' });
    const history = recorder.history();
    const payments = history.filter(
      (entry) => entry.type === 'ledger' && entry.fact.type === 'charged',
    ).length;
    return {
      plan,
      hash: recorder.hash(),
      violations: audit(history),
      history,
      points,
      totals: { ...totals, payments, faults: faults.struck(), virtualMs: timeline.elapsedMs() },
    };
  }

  #heal(): void {
    const { faults, recorder, bank, timeline } = this.#world;
    faults.heal();
    recorder.record({ type: 'healed' });
    bank.comeUp();
    for (const server of this.#servers) server.heal();
    this.#floor.heal();
    for (const laterMs of COME_BACK_MS) timeline.after(laterMs, () => this.#floor.comeBack());
    for (const laterMs of PAY_AFTER_ALL_MS)
      timeline.after(laterMs, () => this.#floor.payAfterAll());
  }

  #befall(trouble: Trouble): void {
    const { faults, recorder, agenda, bank, store, timeline } = this.#world;
    const server = 'server' in trouble ? this.#servers[trouble.server] : undefined;
    faults.note(trouble.id, trouble.type);
    switch (trouble.type) {
      case 'crash':
        server?.crash(trouble.downMs);
        return;
      case 'pause':
        server?.pause(trouble.forMs);
        return;
      case 'rolling-restart':
        for (const [index, one] of this.#servers.entries()) {
          timeline.after(index * ROLL_MS, () => one.drain(ROLL_MS / 2));
        }
        return;
      case 'lose-commits': {
        const version = store.version();
        if (version === null) return;
        const before = Math.max(0, version - trouble.count);
        // A failover: every connection breaks, and what answers next lacks the last commits.
        for (const one of this.#servers) one.cutOffFrom('database', FAILOVER_MS);
        store.rollBackTo(before);
        agenda.rollBackTo(before, timeline.nowMs());
        recorder.record({ type: 'rolled-back', version: before });
        return;
      }
      case 'partition':
        server?.cutOffFrom(trouble.between, trouble.forMs);
        return;
      case 'bank-down':
        bank.goDown(trouble.part ?? 'all', trouble.forMs);
        return;
      case 'skew':
        if (server !== undefined) server.skewMs = trouble.byMs;
        return;
      default:
        trouble satisfies never;
    }
  }
}

const ROLL_MS = 4_000;
const FAILOVER_MS = 1_000;
