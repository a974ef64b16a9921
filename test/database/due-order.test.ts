// Of what is due at one moment, the order is that of its names: never that of the rows on a page or
// of the plan that found them, or two servers, and two runs of one, would go different ways.

import { expect, test } from 'vitest';
import type { Database, SqlValue } from '../../src/server/database.ts';
import { runMigrations } from '../../src/server/migrate.ts';
import { PAYONCE_STEPS } from '../../src/server/migrations.ts';
import { dueRefunds } from '../../src/server/store/due-refunds.ts';
import { findDue } from '../../src/server/store/due.ts';
import { dueInbox } from '../../src/server/store/inbox.ts';
import { dueEvents } from '../../src/server/store/outbox.ts';
import { KEPT, NOW, OPEN, PROCESSING } from '../server/rows.ts';
import { describeDatabases } from '../support/database-suite.ts';

// As nobody would sort them.
const NAMES = ['d', 'b', 'e', 'a', 'c'] as const;
const SORTED = [...NAMES].sort();

async function insert(
  database: Database,
  table: string,
  row: Readonly<Record<string, SqlValue>>,
): Promise<void> {
  const columns = Object.keys(row);
  const places = columns.map((_, at) => `$${at + 1}`);
  await database.query(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`,
    Object.values(row),
  );
}

async function withRows(open: () => Promise<Database>): Promise<Database> {
  const database = await open();
  await runMigrations(database, 'payonce_versions', PAYONCE_STEPS);
  for (const name of NAMES) {
    const waiting = { status: 'waiting', next_try_at: NOW };
    await insert(database, 'payonce_checkouts', {
      ...OPEN,
      id: name,
      live: 1,
      created_at: NOW,
    });
    const attempt = { ...PROCESSING, checkout_id: name, key: name, next_check_at: NOW };
    await insert(database, 'payonce_attempts', attempt);
    await insert(database, 'payonce_charges', {
      ...KEPT,
      charge_id: name,
      checkout_id: name,
      found_at: NOW,
    });
    await insert(database, 'payonce_refunds', {
      ...{ id: name, checkout_id: name, gateway: KEPT.gateway, charge_id: name },
      ...{ cause: 'merchant', reason: '', amount_value: 100, currency: 'EUR' },
      ...{ status: 'pending', next_try_at: NOW, created_at: NOW },
    });
    await insert(database, 'payonce_inbox', {
      ...{ gateway: KEPT.gateway, event_id: name, event: '{}', received_at: NOW },
      ...waiting,
    });
    await insert(database, 'payonce_outbox', {
      ...{ id: name, tenant: 'default', checkout_id: name, place: 1, type: 'payment.succeeded' },
      ...{ event: '{}', created_at: NOW },
      ...waiting,
    });
  }
  return database;
}

describeDatabases('what is due at one moment', (open) => {
  test('is taken in the order of its names', async () => {
    const database = await withRows(open);
    const limits = { lost: 9, parked: 9 };
    const attempts = await findDue(database, 'default', NOW, limits);
    expect(attempts.map(({ checkoutId }) => checkoutId)).toEqual(SORTED);
    const refunds = await dueRefunds(database, 'default', NOW, 9);
    expect(refunds.map(({ id }) => id)).toEqual(SORTED);
    const messages = await dueInbox(database, KEPT.gateway, NOW, 9);
    expect(messages.map(({ telling }) => telling.eventId)).toEqual(SORTED);
    const events = await dueEvents(database, 'default', NOW, 9);
    expect(events.map(({ id }) => id)).toEqual(SORTED);
  });
});
