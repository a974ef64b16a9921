// The server: a `Fetch` with the routes of the contract, and beside it what its host must do:
// migrate, reconcile, sweep, drain. Joins the parts; decides nothing about money.

import type { Checkout } from '../protocol/messages.ts';
import type { Fetch } from '../protocol/ports.ts';
import type { Queryable } from './database.ts';
import { checkoutIdOf } from './identity.ts';
import { runMigrations } from './migrate.ts';
import { PAYONCE_STEPS } from './migrations.ts';
import { createOperator, type Operator } from './operating.ts';
import { settingsOf, type PayonceOptions } from './options.ts';
import { reconcile, TooManyStrangers, type ReconcileReport } from './reconciling.ts';
import { refusals } from './refusals.ts';
import { routesOf } from './routes.ts';
import { handOver } from './store/principal.ts';
import { readCheckout } from './store/read.ts';
import { retireQuote } from './store/retire.ts';
import { createSweep, type SweepReport } from './sweep.ts';
import { checkoutView } from './views.ts';

/** A payonce server. Never rejects a request: every failure is answered. */
export interface Payonce {
  /** The HTTP API, mounted at `basePath`. */
  readonly fetch: Fetch;
  /** Brings the tables to this version; run it before the first request. */
  migrate(): Promise<void>;
  /**
   * Holds the gateway's list of charges against the rows; run it before serving. Rejects when the
   * gateway does not answer, or when a person must decide first: with more than `mostStrangers`
   * (25) captures that no row speaks of, it takes in none of them.
   */
  reconcile(mostStrangers?: number): Promise<ReconcileReport>;
  /** This installation's mark, which every charge carries: gateways send its webhooks by it. */
  mark(): Promise<string>;
  /** Whether the gateway's list was held against the rows, and nothing spoke against them since. */
  isReconciled(): boolean;
  /**
   * One bounded step of all that goes on by itself: recovery, refunds, events, messages kept
   * waiting, reconciliation, purging. Call it about twice a second, on any number of servers,
   * whether or not the one before has ended.
   */
  sweep(): Promise<SweepReport>;
  /** For the people who run the shop. */
  readonly operator: Operator;
  /** Resolves when no payment is being carried by this process. */
  idle(): Promise<void>;
  /**
   * Call inside the transaction that changes a cart, before changing it. True: the old quote can no
   * longer be paid, and no payment can begin until the transaction ends. False: a payment is live
   * or done, the cart must stay as it is.
   */
  releaseCart(tx: Queryable, cartId: string): Promise<boolean>;
  /**
   * Hands a cart's checkout over when its guest signs in: call it inside the transaction that hands
   * over the cart. At any time, also while a payment is live or after it: `to` goes on with the
   * same keys, to `from` there is no such checkout any more. Limits count on to whom they counted;
   * a payment that was being carried may still name `from` in its event. False: `from` has none.
   */
  changePrincipal(tx: Queryable, cartId: string, from: string, to: string): Promise<boolean>;
  /**
   * The cart's checkout for the storefront's own use, whoever owns it; null when none was ever
   * opened. Reads only.
   */
  findCheckout(cartId: string): Promise<Checkout | null>;
}

/**
 * Builds the server from its options; starts nothing by itself.
 *
 * ```ts
 * const payonce = createPayonce({ database, gateway, loadCart, identify, clock, random });
 * await payonce.migrate();
 * const response = await payonce.fetch(request);
 * ```
 */
export function createPayonce(options: PayonceOptions): Payonce {
  const settings = settingsOf(options);
  const running = new Set<Promise<unknown>>();
  let isReconciled = false;
  const reconcileOnce = async (mostStrangers?: number): Promise<ReconcileReport> => {
    const beganAtMs = settings.clock.now();
    try {
      const report = await reconcile(settings, mostStrangers);
      isReconciled = true;
      settings.caution.passed(beganAtMs, report.postponed === 0);
      return report;
    } catch (error) {
      if (error instanceof TooManyStrangers) {
        isReconciled = false;
        settings.caution.distrust();
      }
      throw error;
    }
  };
  const sweep = createSweep(settings, reconcileOnce);
  const routes = routesOf(settings, {
    track: (work) => tracked(running, work),
  });
  return {
    async fetch(request) {
      try {
        return await routes.fetch(request);
      } catch (error) {
        // Hono hands on what is thrown without being an Error, as a storefront's code may.
        settings.onError(error, request.method);
        return refusals.unavailable();
      }
    },
    async migrate() {
      await runMigrations(settings.database, 'payonce_versions', PAYONCE_STEPS);
      await settings.installation();
    },
    reconcile: (mostStrangers) => tracked(running, reconcileOnce(mostStrangers)),
    mark: async () => (await settings.installation()).mark,
    isReconciled: () => isReconciled,
    operator: createOperator(settings),
    sweep: () => tracked(running, sweep()),
    idle: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
    releaseCart: (tx, cartId) => retireQuote(tx, checkoutIdOf(settings.tenant, cartId)),
    changePrincipal: (tx, cartId, from, to) =>
      handOver(tx, checkoutIdOf(settings.tenant, cartId), settings.tenant, from, to),
    async findCheckout(cartId) {
      const { database, tenant, gateway, clock } = settings;
      const state = await readCheckout(database, checkoutIdOf(tenant, cartId), tenant);
      return state === null ? null : checkoutView(state, gateway.public, clock.now());
    },
  };
}

async function tracked<T>(running: Set<Promise<unknown>>, work: Promise<T>): Promise<T> {
  running.add(work);
  try {
    return await work;
  } finally {
    running.delete(work);
  }
}
