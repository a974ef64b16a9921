// Fills payonce's tables with payments that were made long ago, one paid attempt a checkout, so
// that a new payment meets tables of an age. Knows the tables as their migrations made them.

import pg from 'pg';

// Ids look like the server's own, which are digests: new ones fall between old ones, anywhere.
const ID = `'chk_' || md5('old' || i)`;
const KEY = `'01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0')`;
const DIGEST = `md5(i::text) || md5('x' || i)`;
const LINES =
  `'[{"name":"Stoneware mug","quantity":2,"amount":{"value":3600,"currency":"EUR"}},` +
  `{"name":"Shipping","quantity":1,"amount":{"value":600,"currency":"EUR"}}]'`;
const ANSWER =
  `'{"id":"pay_00000000000000000000000000000000_1","status":"succeeded","amount":{"value":4200,` +
  `"currency":"EUR"},"method":{"type":"card","brand":"visa","last4":"4242"},"refunds":[],` +
  `"createdAt":"2025-01-01T00:00:00.000Z"}'`;

const FILLING = [
  `INSERT INTO payonce_checkouts (
    id, tenant, principal, cart_id, revision, created_at, cart_version, amount_value, currency,
    lines, attempts, fence, paid, declines
  )
  SELECT ${ID}, 'default', 'shopper-' || i % 5000, 'old-' || i, 3, 1735689600000 + i, '7', 4200,
    'EUR', ${LINES}, 1, 1, 1, 0
  FROM generate_series($1::integer, $2::integer) i`,
  `INSERT INTO payonce_attempts (
    checkout_id, ordinal, key, nonce, fingerprint, status, cart_version, amount_value, currency,
    lines, method_type, brand, last4, answer_status, answer_body, consent_until, created_at, leg,
    checks, next_check_at
  )
  SELECT ${ID}, 1, ${KEY}, ${DIGEST}, ${DIGEST}, 'succeeded', '7', 4200, 'EUR', ${LINES}, 'card',
    'visa', '4242', 201, ${ANSWER}, 1735689660000 + i, 1735689600000 + i, 1, 0, 1735689600000 + i
  FROM generate_series($1::integer, $2::integer) i`,
  `INSERT INTO payonce_legs (
    checkout_id, ordinal, leg, gateway, state, charge_id, started_at
  )
  SELECT ${ID}, 1, 1, 'instant', 'succeeded', 'ch_' || i, 1735689600000 + i
  FROM generate_series($1::integer, $2::integer) i`,
];

/** Adds the paid checkouts numbered `from` to `to`. */
export async function fill(url: string, from: number, to: number): Promise<void> {
  await Promise.all(FILLING.map((statement) => load(url, statement, [from, to])));
}

async function load(url: string, statement: string, numbers: readonly number[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // What is loaded here may be lost, and refers to what another connection is loading: neither is
    // waited for, neither is checked.
    await client.query('SET session_replication_role = replica');
    await client.query('SET synchronous_commit = off');
    await client.query(statement, [...numbers]);
  } finally {
    await client.end();
  }
}

/** Leaves tables as they are on a quiet night: vacuumed, known to the planner, on disk. */
export async function tidyUp(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
}
