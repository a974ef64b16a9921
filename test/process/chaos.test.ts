// A short storm with a fresh seed in every run; `npm run chaos` has the long one.

import { randomInt } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { complaintsOf, tableOf } from '../chaos/report.ts';
import { runRounds } from '../chaos/rounds.ts';
import { startPostgres } from '../support/postgres.ts';

const ROUNDS = 6;

test('a shop whose servers, bank and database are struck at random charges each cart once', async () => {
  // One of its own: a killed backend takes all connections of its server with it.
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  const seed = randomInt(2 ** 31);
  console.log(`npm run chaos -- --rounds ${ROUNDS} --seed ${seed}`);
  const databaseUrl = await postgres.createDatabase();
  const result = await runRounds({ databaseUrl, seed, rounds: ROUNDS });
  console.log(tableOf(result));
  expect(complaintsOf(result)).toBe('');
  expect(result.paid).toBe(ROUNDS * 16);
});
