// Three ways to claim and settle a payment: through the server's `fetch`, through the store's
// functions alone, and by a bare loop that sends the very same SQL. Knows no clock and no rounds.

import pg from 'pg';
import type { Checkout } from '../../src/protocol/messages.ts';
import type { Queryable, SqlValue } from '../../src/server/database.ts';
import { eventOf, type PayonceEvent } from '../../src/server/events.ts';
import { declineCeilings, DEFAULT_LIMITS, spanOf } from '../../src/server/limits.ts';
import { claim, type Claim } from '../../src/server/store/claim.ts';
import type { Hold } from '../../src/server/store/hold.ts';
import { settle, type Verdict } from '../../src/server/store/settle.ts';
import type { Job } from './at-once.ts';
import { INSTANT_CARD } from './instant-gateway.ts';
import { PRINCIPAL, tokenOf, type Till } from './till.ts';

/** In the order of what each does beside the SQL. */
export const WAYS = ['bare', 'unprepared', 'store', 'fetch'] as const;

export interface Way {
  readonly name: string;
  /** One job a checkout. Whatever a way may prepare beforehand, it does here. */
  jobs(checkouts: readonly Checkout[]): Promise<Job[]>;
}

export function wayOfFetch(till: Till): Way {
  return {
    name: 'fetch',
    jobs: async (checkouts) => checkouts.map((checkout) => () => till.pay(checkout)),
  };
}

export function wayOfStore(database: Queryable): Way {
  async function pay(checkout: Checkout): Promise<void> {
    const wish = wishOf(checkout);
    const { won } = await claim(database, wish);
    if (won === null || !(await settle(database, holdOf(wish), verdictOf(checkout)))) {
      throw new Error(`${checkout.id} could not be paid through the store.`);
    }
  }
  return {
    name: 'store',
    jobs: async (checkouts) => checkouts.map((checkout) => () => pay(checkout)),
  };
}

/** `prepared`: as a named statement, which PostgreSQL parses and plans once a connection. */
export function wayOfBareLoop(pool: pg.Pool, prepared: boolean): Way {
  const named = (name: string) => (prepared ? { name } : {});
  async function send(name: string, { sql, parameters }: Statement): Promise<void> {
    const { rowCount } = await pool.query({ text: sql, values: parameters, ...named(name) });
    if (rowCount !== 1) throw new Error(`The bare ${name} wrote nothing.`);
  }
  return {
    name: prepared ? 'bare' : 'unprepared',
    async jobs(checkouts) {
      return Promise.all(
        checkouts.map(async (checkout) => {
          const wish = wishOf(checkout);
          const first = await statementOf((database) => claim(database, wish));
          const hold = holdOf(wish);
          const second = await statementOf((to) => settle(to, hold, verdictOf(checkout)));
          return async () => {
            await send('claim', first);
            await send('settle', second);
          };
        }),
      );
    },
  };
}

interface Statement {
  readonly sql: string;
  readonly parameters: SqlValue[];
}

/** What a function of the store would send: asked of the function, so that it cannot differ. */
async function statementOf(run: (database: Queryable) => Promise<unknown>): Promise<Statement> {
  const seen: Statement[] = [];
  await run({
    async query(sql, parameters = []) {
      seen.push({ sql, parameters: [...parameters] });
      return [];
    },
  });
  const [statement, ...more] = seen;
  if (statement === undefined || more.length > 0) throw new Error('One statement was expected.');
  return statement;
}

function wishOf(checkout: Checkout): Claim {
  const now = Date.now();
  return {
    id: checkout.id,
    tenant: 'default',
    principal: PRINCIPAL,
    key: checkout.idempotencyKey ?? '',
    mayClaim: true,
    cartVersion: checkout.cartVersion,
    amount: checkout.amount,
    nonce: DIGEST,
    fingerprint: DIGEST,
    methodType: 'card',
    token: tokenOf(checkout),
    gateway: checkout.gateway.type,
    now,
    leaseUntil: now + 15_000,
    consentUntil: now + 60_000,
    address: null,
    ceilings: declineCeilings(DEFAULT_LIMITS, checkout.id, PRINCIPAL, null),
    span: spanOf(now),
  };
}

// As long as the server's own, which are SHA-256 in hex.
const DIGEST = 'd'.repeat(64);

/** What the first claim of a checkout holds. */
function holdOf({ id, now }: Claim): Hold {
  return { checkoutId: id, ordinal: 1, fence: now, leg: 1 };
}

function verdictOf(checkout: Checkout): Verdict {
  const { id, amount } = checkout;
  const now = Date.now();
  const chargeId = `ch_${id}.1.1`;
  const paid = {
    id: `pay_${id.slice('chk_'.length)}_1`,
    status: 'succeeded',
    amount,
    method: INSTANT_CARD,
    refunds: [],
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  return {
    status: 'succeeded',
    chargeId,
    method: INSTANT_CARD,
    declineCode: null,
    message: null,
    answerStatus: 201,
    answerBody: JSON.stringify(paid),
    newKey: null,
    keyExpiresAt: null,
    capture: { gateway: checkout.gateway.type, chargeId, amount, kept: true, refund: null },
    event: paidEvent(checkout, now),
    tallies: [],
    span: spanOf(now),
    now,
  };
}

/** What the server tells of a payment, with the same fields and so of the same length. */
function paidEvent(checkout: Checkout, now: number): PayonceEvent {
  const { id, cartId, cartVersion, amount, lines } = checkout;
  const row = {
    id,
    cart_id: cartId,
    principal: PRINCIPAL,
    cart_version: cartVersion,
    amount_value: amount.value,
    currency: amount.currency,
    lines: JSON.stringify(lines),
  };
  return eventOf('paid', { checkout: row, attempt: null, about: '1' }, now);
}
