// `npm run bench`: measures everything in one run, writes it to docs/benchmarks.md, and fails when
// a promise is broken. Knows the order; each measure is a file of its own.

import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { commitOf } from '../../src/sim/command/commit.ts';
import { brokenPromises, countCalls } from './counting.ts';
import { measureDoors } from './doors.ts';
import { measureFlatness } from './flatness.ts';
import { measureRates } from './rates.ts';
import { reportOf, type Measures } from './report.ts';
import { startServer, type BenchServer } from './server.ts';

const REPORT = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md');

const startedAt = performance.now();
const load = loadavg()[0] ?? 0;

async function step<T>(name: string, measure: () => Promise<T>): Promise<T> {
  const stepStartedAt = performance.now();
  const result = await measure();
  console.log(`${name}: ${seconds(stepStartedAt)} s`);
  return result;
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1000);
}

async function measureAll(server: BenchServer): Promise<Measures> {
  const calls = await step('statements, commits, WAL', () => countCalls(server));
  const rates = await step('payments per second', () => measureRates(server));
  const flatness = await step('old tables', () => measureFlatness(server));
  const doors = await step('bytes of the doors', measureDoors);
  const { rows } = await server.watcher.query<{ version: string }>(
    `SELECT split_part(current_setting('server_version'), ' ', 1) AS version`,
  );
  const machine = {
    date: new Date().toISOString().slice(0, 10),
    commit: commitOf(import.meta.dirname),
    node: process.versions.node,
    postgres: rows[0]?.version ?? 'unknown',
    cores: availableParallelism(),
    load,
    seconds: seconds(startedAt),
  };
  return { machine, calls, rates, flatness, doors };
}

const server = await step('starting PostgreSQL', startServer);
try {
  const measures = await measureAll(server);
  const report = reportOf(measures);
  await writeFile(REPORT, report);
  console.log(`\n${report}`);
  for (const broken of brokenPromises(measures.calls)) {
    console.error(`Broken promise: ${broken}`);
    process.exitCode = 1;
  }
} finally {
  await server.stop();
}
