// Writes the measures down for a person: what was measured, what it means and what it does not.
// Every number in it comes from this run.

import type { CountedCall } from './counting.ts';
import type { DoorSize } from './doors.ts';
import { COUNTED_PAYMENTS, FLATNESS_CONNECTIONS, type Age, type Flatness } from './flatness.ts';
import { table, wrapped } from '../../src/sim/report/markdown.ts';
import { bullets, number, ratio } from './markdown.ts';
import type { Rates } from './rates.ts';
import { ratios, spreadOf } from './statistics.ts';
import { WAYS } from './ways.ts';

export interface Measures {
  readonly machine: Machine;
  readonly calls: readonly CountedCall[];
  readonly rates: readonly Rates[];
  readonly flatness: Flatness;
  readonly doors: readonly DoorSize[];
}

export interface Machine {
  readonly date: string;
  /** Null: outside of a repository. */
  readonly commit: string | null;
  readonly node: string;
  readonly postgres: string;
  readonly cores: number;
  /** Processes that wanted a core when the run began. */
  readonly load: number;
  readonly seconds: number;
}

export function reportOf({ machine, calls, rates, flatness, doors }: Measures): string {
  return [
    introduction(machine),
    costs(calls),
    speed(rates, machine),
    age(flatness),
    `${bytes(doors)}\n`,
  ].join('\n\n');
}

function introduction({ date, commit, node, postgres, cores, load, seconds }: Machine): string {
  const code = commit === null ? '' : ` · commit ${commit}`;
  return [
    '# Benchmarks',
    'Written by `npm run bench`, which measures everything here in one run and rewrites this file.',
    `${date}${code} · Node ${node} · PostgreSQL ${postgres} · ${cores} cores · ${seconds} s`,
    wrapped(`PostgreSQL runs on the same machine and loses nothing: \`fsync\`, \`full_page_writes\` and
      \`synchronous_commit\` are on. The gateway is inside the process and says yes at once: no bank's time is in
      any number. The counts are the same everywhere; the rates are this machine's, on this day. When the run began,
      ${load.toFixed(1)} processes wanted its ${cores} cores: the ratios bear more of that than the rates.`),
  ].join('\n\n');
}

function costs(calls: readonly CountedCall[]): string {
  const head = ['call', 'statements', 'commits', 'of them writing', 'WAL bytes', 'counted over'];
  const rows = calls.map(({ call, times, costs }) => [
    call,
    perCall(costs.statements, times),
    perCall(costs.commits, times),
    perCall(costs.writes, times),
    perCall(costs.walBytes, times),
    number(times),
  ]);
  const rollbacks = calls.reduce((sum, { costs }) => sum + costs.rollbacks, 0);
  const differing = calls.filter(({ costs }) => costs.statements !== costs.executed);
  const agreement =
    differing.length === 0
      ? 'both agree'
      : `they differ for ${differing.map(({ call }) => call).join(', ')}`;
  return [
    '## What a call costs the database',
    table(head, rows),
    wrapped(`Each number is for one call. Only a commit that writes waits for the disk. The command fails when a
      first opening takes more than 1 statement, a payment more than 2 statements and 2 commits (claim, settle), or a
      replay more than 1 statement or any write.`),
    bullets([
      `Statements are counted at the database port and again by \`pg_stat_statements\`: ${agreement}.
        Rolled back: ${rollbacks}.`,
      'A server that did not open the checkout reads once more, to learn which cart it is of.',
      `WAL is the whole server's, commit records included, with autovacuum off. A replay writes no row and takes no
        transaction number. But whoever reads a row first may tidy its page, which PostgreSQL logs: a few bytes, or the
        whole page if it is the first change since a checkpoint.`,
    ]),
  ].join('\n\n');
}

function perCall(total: number, times: number): string {
  return number(total / times);
}

function speed(rates: readonly Rates[], { cores }: Machine): string {
  const [bare, ...others] = WAYS;
  const rateRows = rates.map(({ connections, byWay }) => [
    String(connections),
    ...WAYS.map((way) => number(spreadOf(byWay.get(way) ?? []).median)),
  ]);
  const ratioRows = rates.map(({ connections, byWay }) => [
    String(connections),
    ...others.map((way) => ratio(spreadOf(ratios(byWay.get(way) ?? [], byWay.get(bare) ?? [])))),
  ]);
  const rounds = rates.map(
    ({ connections, payments, byWay }) =>
      `${byWay.get(bare)?.length ?? 0} of ${payments} payments at ${connections}`,
  );
  const single = rates.find(({ connections }) => connections === 1)?.byWay.get(bare) ?? [];
  const commitMs = 1000 / (2 * spreadOf(single).median);
  return [
    '## Payments per second, beside a bare loop',
    table(['connections', ...WAYS], rateRows),
    'The same beside *bare*; 1.00 would be as fast:',
    table(['connections', ...others], ratioRows),
    bullets([
      '*bare*: a loop that sends the same SQL with the same parameters, prepared, and does no more.',
      '*unprepared*: the same loop, but PostgreSQL parses and plans each statement anew.',
      "*store*: the server's own functions for claim and settle, on its own database adapter.",
      '*fetch*: the whole server: JSON in, HTTP answer out. No socket, no TLS.',
    ]),
    wrapped(`One payment is claim and settle. Numbers are medians of rounds that take turns (${rounds.join(', ')}); a
      ratio is taken within each round, and half of the rounds lay between the numbers in brackets. With one connection
      the disk decides: a commit took about ${commitMs.toFixed(1)} ms. With many the processor does, and ${cores} cores
      carry Node and PostgreSQL both.`),
  ].join('\n\n');
}

function age({ young, old }: Flatness): string {
  const row = ({ attempts, costs, rates }: Age): string[] => [
    number(attempts),
    number(spreadOf(rates).median),
    perCall(costs.pages, COUNTED_PAYMENTS),
    perCall(costs.statementWalBytes, COUNTED_PAYMENTS),
  ];
  const head = ['attempts before', 'payments per second', 'pages looked at', 'WAL bytes'];
  const flat = ratio(spreadOf(ratios(old.rates, young.rates)));
  return [
    '## In old tables',
    table(head, [row(young), row(old)]),
    wrapped(`The old tables beside the young: **${flat}**; 1.00 is flat. Through *fetch* on ${FLATNESS_CONNECTIONS}
      connections, ${old.rates.length} rounds that take turns. Pages and WAL are those of one payment, counted over the
      first ${COUNTED_PAYMENTS} after a checkpoint: the first change of a page then logs all of it, and in large tables
      a payment meets more pages that nobody has changed yet.`),
  ].join('\n\n');
}

function bytes(doors: readonly DoorSize[]): string {
  const rows = doors.map(({ door, holds, bytes, gzipBytes }) => [
    door,
    holds,
    number(bytes),
    number(gzipBytes),
  ]);
  return [
    '## Bytes in the browser',
    table(['door', 'what', 'minified', 'gzip'], rows, 2),
    wrapped(`Every export of a door, bundled by Vite. The card frame comes with the bank's page, not with the shop's;
      \`./server\` comes to no browser. Other checkouts publish figures of their own: they are not here, because this
      command did not measure them.`),
  ].join('\n\n');
}
