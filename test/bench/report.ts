// Writes the measures down for a person: what was measured, what it means and what it does not.
// Every number in it comes from this run.

import type { CountedCall } from './counting.ts';
import type { DoorSize } from './doors.ts';
import { COUNTED_PAYMENTS, FLATNESS_CONNECTIONS, type Age, type Flatness } from './flatness.ts';
import { number, ratio, table } from './markdown.ts';
import type { Rates } from './rates.ts';
import { ratios, spreadOf } from './statistics.ts';

export interface Measures {
  readonly machine: Machine;
  readonly calls: readonly CountedCall[];
  readonly rates: readonly Rates[];
  readonly flatness: Flatness;
  readonly doors: readonly DoorSize[];
}

export interface Machine {
  readonly date: string;
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
    bytes(doors),
  ].join('\n\n');
}

function introduction({ date, node, postgres, cores, load, seconds }: Machine): string {
  return `# Benchmarks

Written by \`npm run bench\`, which measures everything here in one run and rewrites this file.

${date} · Node ${node} · PostgreSQL ${postgres} · ${cores} cores, load ${load.toFixed(1)} when it began · ${seconds} s

PostgreSQL runs on the same machine, as for real money: \`fsync\`, \`full_page_writes\` and \`synchronous_commit\` on. The
gateway is inside the process and says yes at once, so a bank's time is in no number. Read the counts and the ratios; the
rates are this machine's, on this day.`;
}

function costs(calls: readonly CountedCall[]): string {
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
  return `## What a call costs the database

${table(['call', 'statements', 'commits', 'that write', 'WAL, bytes', 'counted over'], rows)}

A commit that writes waits for the disk; one that does not is free of it. Promised are 1 statement for a first opening, 2
statements and 2 commits for a payment (claim, settle), 1 statement and no write for a replay: the command fails when one of
these is broken.

- Statements are counted at the database port and again by \`pg_stat_statements\`: ${
    differing.length === 0
      ? 'both agree'
      : `they differ for ${differing.map(({ call }) => call).join(', ')}`
  }. Rolled back: ${rollbacks}.
- A server that did not open the checkout itself reads once to learn which cart it is of.
- WAL is the whole server's, with commit records, autovacuum off. The first reader of a row may tidy its page, which
  PostgreSQL logs; that is all that a replay ever writes.`;
}

function perCall(total: number, times: number): string {
  return number(total / times);
}

function speed(rates: readonly Rates[], { cores }: Machine): string {
  const rows = rates.map(({ connections, byWay }) => {
    const of = (way: string): readonly number[] => byWay.get(way) ?? [];
    const rate = (way: string): string => number(spreadOf(of(way)).median);
    const beside = (way: string): string => ratio(spreadOf(ratios(of(way), of('bare'))));
    return [
      String(connections),
      ...['bare', 'bare, unprepared', 'store', 'fetch'].map(rate),
      beside('bare, unprepared'),
      beside('store'),
      beside('fetch'),
    ];
  });
  const head = ['connections', 'bare', 'unprepared', 'store', 'fetch'];
  const rounds = rates.map(({ payments, byWay }) => `${byWay.get('bare')?.length} of ${payments}`);
  const single = rates.find(({ connections }) => connections === 1)?.byWay.get('bare') ?? [];
  const commitMs = 1000 / (2 * spreadOf(single).median);
  return `## Payments per second, beside a bare loop

${table([...head, 'unprepared / bare', 'store / bare', 'fetch / bare'], rows)}

One payment is claim and settle. *bare*: a loop that sends the same SQL with the same parameters as prepared statements, and
does nothing else. *unprepared*: the same loop, each statement parsed and planned anew. *store*: the server's own functions on
its own database adapter. *fetch*: all of the server, JSON in and HTTP answer out.

Medians of rounds that take turns (payments: ${rounds.join(', ')}); a ratio is taken within each round, its range is in
brackets. With one connection the disk decides (a commit took about ${commitMs.toFixed(1)} ms); with many, the processor, and ${cores}
cores carry both Node and PostgreSQL. No network, no TLS, no bank.`;
}

function age({ young, old }: Flatness): string {
  const row = ({ attempts, costs, rates }: Age): string[] => [
    number(attempts),
    number(spreadOf(rates).median),
    perCall(costs.pages, COUNTED_PAYMENTS),
    perCall(costs.statementWalBytes, COUNTED_PAYMENTS),
  ];
  const head = ['attempts before', 'payments per second', 'pages looked at', 'WAL, bytes'];
  return `## In old tables

${table(head, [row(young), row(old)])}

Old beside young: **${ratio(spreadOf(ratios(old.rates, young.rates)))}**, 1.00 is flat; through \`fetch\`, ${FLATNESS_CONNECTIONS}
connections, rounds that take turns. Pages and WAL are those of one payment, counted over the first ${COUNTED_PAYMENTS} after a
checkpoint: the first change of a page then logs the whole page, and in old tables more pages are untouched.`;
}

function bytes(doors: readonly DoorSize[]): string {
  const rows = doors.map(({ door, holds, bytes, gzipBytes }) => [
    door,
    holds,
    number(bytes),
    number(gzipBytes),
  ]);
  return `## Bytes in the browser

${table(['door', 'what', 'minified', 'gzip'], rows)}

Every export of a door, bundled by Vite. The card frame is loaded by the bank's page, not the shop's. \`./server\` never gets
to a browser. Other checkouts publish figures of their own; this command did not measure them, so they are not here.
`;
}
