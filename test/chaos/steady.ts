// Minutes of steady load with everything on and nothing struck: measures whether the servers'
// memory is flat, which tables grow, and whether anything is left unfinished. Knows bounds, not
// why.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Watcher } from './books.ts';
import { pause } from './calls.ts';
import { CALM, planOf } from './plan.ts';
import { isFlat, memoryIn, type Memory } from './memory.ts';
import { open } from './rounds.ts';
import { payCart } from './shopper.ts';
import { Tallies } from './tallies.ts';

const SHOPPERS = 16;
// Each shopper begins a cart this often, when the one before is done.
const CART_EVERY_MS = 2_000;
const SAMPLE_EVERY_MS = 15_000;
const SEED = 1;

// What is kept of each payment, for ever or for 30 days. All other tables must stay as they are.
const GROWING = new Set([
  'payonce_checkouts',
  'payonce_attempts',
  'payonce_legs',
  'payonce_charges',
  'payonce_refunds',
  'payonce_inbox',
  'payonce_outbox',
  // One row for each shopper and hour, thrown away after two hours.
  'payonce_tallies',
]);
// A shopper's consent (60 s), a lease and a look; debits settle after 4 s.
const UNFINISHED_BOUND_MS = 80_000;

interface Sample {
  readonly atMs: number;
  readonly megabytes: readonly number[];
  readonly rows: ReadonlyMap<string, number>;
  readonly oldestLiveMs: number;
  readonly waiting: number;
}

export async function runSteady(
  databaseUrl: string,
  minutes: number,
  onSample: (line: string) => void,
): Promise<{ readonly report: string; readonly broken: readonly string[] }> {
  const tallies = new Tallies();
  const { target, shop, close } = await open(databaseUrl, tallies);
  try {
    const endMs = Date.now() + minutes * 60_000;
    const beOneShopper = async (shopper: number): Promise<void> => {
      await pause((CART_EVERY_MS / SHOPPERS) * shopper);
      for (let round = 0; Date.now() < endMs; round += 1) {
        const begunMs = Date.now();
        await payCart(shop, planOf(SEED, shopper, round, CALM), tallies);
        await pause(Math.max(0, begunMs + CART_EVERY_MS - Date.now()));
      }
    };
    const shoppers = Promise.all(
      Array.from({ length: SHOPPERS }, (_none, index) => beOneShopper(index)),
    );
    const samples: Sample[] = [];
    while (Date.now() < endMs) {
      await Promise.race([pause(SAMPLE_EVERY_MS), shoppers]);
      const sample = await take(
        target.watcher,
        target.servers.map(({ pid }) => pid),
      );
      samples.push(sample);
      onSample(lineOf(sample, tallies));
    }
    await shoppers;
    return { report: reportOf(samples, tallies), broken: brokenBy(samples) };
  } finally {
    await close();
  }
}

const TABLES = `
  SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'payonce\\_%'
  ORDER BY table_name`;
const UNFINISHED = `
  SELECT coalesce(min(a.created_at), 0) AS oldest,
    (SELECT count(*) FROM payonce_outbox WHERE status <> 'delivered')
      + (SELECT count(*) FROM payonce_inbox WHERE status = 'waiting') AS waiting
  FROM payonce_attempts a JOIN payonce_checkouts c ON c.id = a.checkout_id AND c.live = a.ordinal`;

async function take(watcher: Watcher, pids: readonly number[]): Promise<Sample> {
  const atMs = Date.now();
  const rows = new Map<string, number>();
  for (const { table_name: table } of await watcher.ask(TABLES)) {
    const [row] = await watcher.ask(`SELECT count(*) AS count FROM ${String(table)}`);
    rows.set(String(table), Number(row?.['count']));
  }
  const [row = {}] = await watcher.ask(UNFINISHED);
  const oldest = Number(row['oldest']);
  const megabytes = await Promise.all(pids.map(residentMegabytes));
  const oldestLiveMs = oldest === 0 ? 0 : Math.max(0, atMs - oldest);
  return { atMs, megabytes, rows, oldestLiveMs, waiting: Number(row['waiting']) };
}

const run = promisify(execFile);

async function residentMegabytes(pid: number): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) / 1024;
}

function lineOf({ megabytes, oldestLiveMs, waiting }: Sample, tallies: Tallies): string {
  const memory = megabytes.map((one) => `${one.toFixed(0)} MB`).join(' and ');
  const paid = tallies.of('payments');
  return `${paid} payments, ${memory}, oldest live ${oldestLiveMs} ms, ${waiting} waiting`;
}

function memoryOf(samples: readonly Sample[], server: number): Memory {
  return memoryIn(samples.map(({ megabytes }) => megabytes[server] ?? 0));
}

function figuresOf({ first, last, levels }: Memory): string[] {
  return [first, last, ...levels].map((megabytes) => megabytes.toFixed(0));
}

function reportOf(samples: readonly Sample[], tallies: Tallies): string {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return 'Too short for a sample.';
  const minutes = (last.atMs - first.atMs) / 60_000;
  const servers = last.megabytes.map((_one, index) => {
    const [was, is, middle, end] = figuresOf(memoryOf(samples, index));
    return `server ${index + 1}: ${was} to ${is} MB, usually ${middle} and then ${end} MB`;
  });
  const tables = [...last.rows].map(([table, count]) => {
    const was = first.rows.get(table) ?? 0;
    return `${table}: ${was} to ${count} rows, ${((count - was) / minutes).toFixed(0)}/min`;
  });
  const oldest = Math.max(...samples.map(({ oldestLiveMs }) => oldestLiveMs));
  const paid = `${tallies.of('payments')} payments, ${tallies.of('declines')} declines`;
  const counts = `${paid}, ${tallies.of('refunds')} refunds, ${tallies.of('replays')} replays`;
  return [counts, ...servers, ...tables, `oldest unfinished attempt: ${oldest} ms`].join('\n');
}

function brokenBy(samples: readonly Sample[]): string[] {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return ['there was no sample'];
  const memories = last.megabytes.map((_one, server) => memoryOf(samples, server));
  const leaks = memories.filter((memory) => !isFlat(memory));
  const grown = [...last.rows].filter(([table, count]) => {
    return !GROWING.has(table) && count > (first.rows.get(table) ?? 0);
  });
  const late = samples.filter(({ oldestLiveMs }) => oldestLiveMs > UNFINISHED_BOUND_MS);
  return [
    ...leaks.map(({ levels }) => `a server's memory grew, from ${levels.join(' to ')} MB`),
    ...grown.map(([table]) => `${table} grows`),
    ...late.map(({ oldestLiveMs }) => `an attempt was unfinished for ${oldestLiveMs} ms`),
  ];
}
