// Strikes a shop: kills its servers and its database's connections, and arms faults at its bank and
// in its servers. What to strike is drawn elsewhere.

import { pause } from './calls.ts';
import type { Watcher } from './books.ts';
import type { Blow } from './plan.ts';
import type { Server } from './servers.ts';
import type { Tallies } from './tallies.ts';

export interface Target {
  readonly servers: readonly Server[];
  readonly bankUrl: string;
  readonly watcher: Watcher;
}

const BACKENDS = `
  SELECT pid FROM pg_stat_activity
  WHERE application_name = 'payonce' AND datname = current_database()
  ORDER BY random() LIMIT 3`;
const TERMINATE = 'SELECT pg_terminate_backend($1)';
// A fault that nobody met must not wait for the whole of a run.
const MOST_ARMED = 8;

export async function strike(target: Target, blow: Blow, tallies: Tallies): Promise<void> {
  switch (blow.type) {
    case 'server':
      return strikeServer(target, blow.server, blow.point, tallies);
    case 'backends':
      return strikeBackends(target, blow.how, tallies);
    case 'bank':
      return armBank(target, blow, tallies);
  }
}

async function strikeServer(
  { servers }: Target,
  index: number,
  point: string,
  tallies: Tallies,
): Promise<void> {
  const server = servers[index];
  if (point === 'now') {
    // Somewhere in the middle of what the cart sets in motion.
    await pause(40);
    server?.kill();
    return;
  }
  const armed = await arm(`${server?.url ?? ''}/payonce/lab/faults`, {
    point,
    times: 1,
    ms: 3_000,
  });
  if (armed && !point.startsWith('crash-')) tallies.add(`fault shop ${point}`);
}

async function strikeBackends(
  { watcher }: Target,
  how: 'terminated' | 'kill -9',
  tallies: Tallies,
): Promise<void> {
  const pids = (await watcher.ask(BACKENDS)).map((row) => Number(row['pid']));
  for (const pid of how === 'kill -9' ? pids.slice(0, 1) : pids) {
    if (how === 'terminated') await watcher.ask(TERMINATE, [pid]);
    else killQuietly(pid);
    tallies.add(`backend ${how}`);
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

async function armBank(
  { bankUrl }: Target,
  { point, ms }: Extract<Blow, { type: 'bank' }>,
  tallies: Tallies,
): Promise<void> {
  const answer = await fetch(`${bankUrl}/faults`);
  const { armed } = (await answer.json()) as { armed: readonly unknown[] };
  if (armed.length >= MOST_ARMED) return;
  if (await arm(`${bankUrl}/faults`, { point, times: 1, ms })) tallies.add(`fault bank ${point}`);
}

/** False: nobody there. */
async function arm(url: string, fault: unknown): Promise<boolean> {
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify(fault);
  return fetch(url, { method: 'POST', headers, body }).then(
    ({ status }) => status === 201,
    () => false,
  );
}

/** No more faults, anywhere. */
export async function disarm({ servers, bankUrl }: Target): Promise<void> {
  const urls = servers.map(({ url }) => `${url}/payonce/lab/faults`);
  for (const url of [...urls, `${bankUrl}/faults`]) {
    await fetch(url, { method: 'DELETE' }).catch(() => undefined);
  }
}
