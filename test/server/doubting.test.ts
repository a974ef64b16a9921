// What tells a server that its database may be another one from now on, and that nothing of the
// port is lost on the way.

import { expect, test } from 'vitest';
import type { Database } from '../../src/server/database.ts';
import { createCaution } from '../../src/server/caution.ts';
import { doubting } from '../../src/server/doubting.ts';
import { manualClock } from '../support/manual-clock.ts';

const broken = () => Promise.reject(new Error('Connection terminated unexpectedly'));
const refused = () => Promise.reject(Object.assign(new Error('no such table'), { code: '42P01' }));

/** Typed so that a member which a port gets later must be listed here too. */
function failing(how: () => Promise<never>): Required<Database> {
  return { query: how, transaction: how, longTransaction: how, onBroken: () => undefined };
}

function doubted(database: Database) {
  const caution = createCaution(manualClock(), 1000);
  caution.begin();
  return { caution, database: doubting(database, caution) };
}

test('whatever a port can do, it can do when it is doubted', () => {
  const database = failing(refused);
  expect(Object.keys(doubted(database).database).sort()).toEqual(Object.keys(database).sort());
});

test.for(['query', 'transaction', 'longTransaction'] as const)(
  'a connection that breaks in a %s is doubted, a statement that is refused is not',
  async (name) => {
    for (const [how, isDoubted] of [[broken, true] as const, [refused, false] as const]) {
      const { caution, database } = doubted(failing(how));
      const work = () => Promise.resolve();
      const asked = name === 'query' ? database.query('SELECT 1') : database[name]?.(work);
      await expect(asked).rejects.toThrow();
      expect(caution.isCareful()).toBe(isDoubted);
    }
  },
);

test('a port without long transactions has them as long as its others', async () => {
  const { query } = failing(refused);
  const tx = { query };
  const { database } = doubted({ query, transaction: (work) => work(tx) });
  expect(await database.longTransaction?.((handed) => Promise.resolve(handed === tx))).toBe(true);
});
