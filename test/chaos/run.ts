// `npm run chaos -- --rounds 200 [--seed N]` or `-- --steady 10`: beats a shop, or loads it for so
// many minutes, on a PostgreSQL of its own. Prints what came of it and exits 1 when a promise was
// broken. Knows the command line.

import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { startPostgres } from '../support/postgres.ts';
import { setup as buildDemo } from '../support/demo-setup.ts';
import { complaintsOf, tableOf } from './report.ts';
import { runRounds } from './rounds.ts';
import { runSteady } from './steady.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string' },
    steady: { type: 'string' },
  },
});

const LINE_EVERY = 10;

async function chaos(databaseUrl: string, rounds: number, seed: number): Promise<boolean> {
  console.log(`seed ${seed}, ${rounds} rounds`);
  const onRound = (round: number): void => {
    if (round % LINE_EVERY === 0) console.log(`round ${round} is done`);
  };
  const result = await runRounds({ databaseUrl, seed, rounds, onRound });
  console.log(tableOf(result));
  if (result.violations.length > 0) console.error(complaintsOf(result));
  return result.violations.length === 0;
}

async function steady(databaseUrl: string, minutes: number): Promise<boolean> {
  const { report, broken } = await runSteady(databaseUrl, minutes, (line) => console.log(line));
  console.log(report);
  for (const what of broken) console.error(`Broken promise: ${what}`);
  return broken.length === 0;
}

await buildDemo();
const server = await startPostgres();
try {
  const url = await server.createDatabase();
  const isGood =
    values.steady === undefined
      ? await chaos(url, Number(values.rounds), Number(values.seed ?? randomInt(2 ** 31)))
      : await steady(url, Number(values.steady));
  process.exitCode = isGood ? 0 : 1;
} finally {
  await server.stop();
}
