// `npm run sim`: the real world, real threads and a real terminal, put together. `-- --help` says
// what can be typed.

import { createHash } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledWorker } from './bundled-worker.ts';
import { commitOf } from './command/commit.ts';
import { hireThread } from './command/hand.ts';
import type { Output } from './command/progress.ts';
import { simulate, type Simulator, type Surroundings } from './command/simulate.ts';
import { KEPT_STORIES } from './corpus/kept.ts';
import { drawPlan } from './draw.ts';
import { proveMutants } from './mutants/prove.ts';
import { runProfile } from './profile/run-profile.ts';
import type { Tone } from './story/story.ts';
import { runSystematic } from './walk-threads.ts';
import { runPlan } from './world.ts';

let worker: Promise<URL> | null = null;
const LOCK = new URL('../../package-lock.json', import.meta.url);
const REPORT = fileURLToPath(new URL('../../docs/simulation.md', import.meta.url));

// A million seeds at a thousand a second take as many milliseconds as they are many, so runs that
// begin at the clock's millisecond hardly ever share a seed. Short enough to be read out.
const FRESH_SEEDS = 2 ** 31;

const { stdout, stderr } = process;
const hasColors = stdout.isTTY && stdout.hasColors() && process.env['NO_COLOR'] === undefined;

const output: Output = {
  isTTY: stdout.isTTY,
  columns: stdout.columns,
  write: (text) => void stdout.write(text),
};

const COLORS: Readonly<Partial<Record<Tone, string>>> = {
  act: '1',
  good: '32',
  waiting: '33',
  fault: '31',
  quiet: '2',
};

function paint(line: string, tone: Tone): string {
  const color = hasColors ? COLORS[tone] : undefined;
  return color === undefined ? line : `\u001b[${color}m${line}\u001b[0m`;
}

const ownWorker = (): Promise<URL> => (worker ??= bundledWorker());

/** What a seed's run depends on: the bundle, the packages outside of it, and Node. */
async function code(): Promise<string> {
  const sum = createHash('sha256').update(process.version);
  for (const file of [await ownWorker(), LOCK]) sum.update(await readFile(file));
  return sum.digest('hex');
}

const simulator: Simulator = {
  runner: { drawPlan, runPlan },
  hire: async (store) => hireThread({ url: await ownWorker(), store }),
  code,
  corpus: KEPT_STORIES,
  proveMutants,
  runSystematic,
  runProfile,
};

const surroundings: Surroundings = {
  output,
  complain: (text) => void stderr.write(text),
  paint,
  nowMs: () => performance.now(),
  freshSeed: Date.now() % FRESH_SEEDS,
  machine: {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    commit: commitOf(import.meta.dirname),
    cores: availableParallelism(),
    load: loadavg()[0] ?? 0,
  },
  reportFile: REPORT,
  newFolder: () => mkdtemp(join(tmpdir(), 'payonce-broken-')),
};

process.exitCode = await simulate(process.argv.slice(2), simulator, surroundings);
