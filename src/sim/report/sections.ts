// What each run of the command adds to the report: figures of seeds, planted bugs, crash points,
// mended bugs. Every number in a section was measured by the run that wrote it.

import type { BrokenSeed } from '../command/batch.ts';
import {
  counted,
  each,
  figure,
  percent,
  virtualTime,
  wallTime,
  whole,
} from '../command/figures.ts';
import { isCaught, WAYS } from '../command/seams.ts';
import type {
  CanaryProof,
  ModelFigures,
  MutantProof,
  MutantsResult,
  ProfileResult,
  SystematicResult,
  WayProof,
} from '../command/seams.ts';
import { seedsPerSecond, type MeasuredRun } from '../command/summary.ts';
import type { KeptStory } from '../corpus/corpus.ts';
import { digestWords } from '../digest.ts';
import type { KindTally } from '../tally.ts';
import { cell, table, wrapped } from './markdown.ts';

/** When, where and with which command something was measured. */
export interface Measuring {
  readonly command: string;
  readonly date: string;
  readonly node: string;
  /** Of the code that was run; null: it is in no repository. */
  readonly commit: string | null;
  readonly cores: number;
  /** Processes that wanted a core when the run began. */
  readonly load: number;
  readonly wallMs: number;
  readonly sittings: number;
}

// A report with broken seeds is one to mend, not to read.
const MOST_BROKEN = 10;

function origin(measuring: Measuring): string {
  const { command, date, node, commit, cores, load, wallMs, sittings } = measuring;
  const machine = `${cores} ${cores === 1 ? 'core' : 'cores'}, load ${load.toFixed(1)} at the start`;
  const code = commit === null ? '' : ` · commit ${commit}`;
  return `\`${command}\`\\\n${date}${code} · Node ${node} · ${machine} · ${wallTime(wallMs, sittings)}`;
}

export function seedsSection(measured: MeasuredRun, measuring: Measuring): string {
  const { run, first, store } = measured;
  const { runs, totals } = run.tally;
  const rate = seedsPerSecond(measured);
  const a = (sum: number): string[] => [whole(sum), figure(each(sum, runs))];
  const rows = [
    ['faults', ...a(totals.faults)],
    ['exchanges', ...a(totals.exchanges)],
    ['statements', ...a(totals.statements)],
    ['presses of Pay', ...a(totals.presses)],
    ['payments', ...a(totals.payments)],
  ];
  return [
    `## ${store === 'memory' ? 'In memory' : 'On PGlite'}`,
    origin(measuring),
    wrapped(`**${whole(runs)} seeds** from ${first}, ${virtualTime(totals.virtualMs)} of virtual time.
      ${brokenWords(run.broken)}
      ${figure(rate.all)} seeds a second, ${figure(rate.perCore)} a core.`),
    `Hash over all traces: \`${run.isWhole ? digestWords(run.digest) : 'none, the run was stopped'}\``,
    table(['', 'all', 'a seed'], rows),
    'Faults by kind, the most frequent first:',
    faultsTable(run.tally.kinds, runs),
  ].join('\n\n');
}

function brokenWords(broken: readonly BrokenSeed[]): string {
  if (broken.length === 0) return 'No promise was broken.';
  const told = broken
    .slice(0, MOST_BROKEN)
    .map(({ seed, violations: [worst] }) => `seed ${seed} broke ${worst?.promise ?? 'one'}`);
  const more = broken.length - told.length;
  return `${told.join(', ')}${more > 0 ? `, and ${whole(more)} more` : ''}.`;
}

function faultsTable(kinds: Readonly<Record<string, KindTally>>, runs: number): string {
  const sorted = Object.entries(kinds).sort(
    ([a, left], [b, right]) => right.strikes - left.strikes || (a < b ? -1 : 1),
  );
  const rows = sorted.map(([kind, { drawn, rated, rates, runs: struck, strikes }]) => [
    kind,
    percent(each(drawn, runs)),
    rated === 0 ? '' : percent(each(rates, rated)),
    percent(each(struck, runs)),
    each(strikes, runs).toFixed(3),
  ]);
  return table(['fault', 'drawn in', 'at a rate of', 'struck in', 'strikes a seed'], rows);
}

export function timeSection(result: ProfileResult, measuring: Measuring): string {
  const { seeds, warmUp, wallMs, exchanges, gatewayCalls, statements, shares } = result;
  const rows = shares.map(({ part, share }) => [
    part,
    percent(share),
    (share * each(wallMs, seeds)).toFixed(2),
    figure(share * each(wallMs * 1000, exchanges)),
  ]);
  return [
    '## Where the time goes',
    origin(measuring),
    wrapped(`${whole(seeds)} seeds in memory on one core, after ${whole(warmUp)} to warm up, under V8's profiler, which
      costs some of it: ${each(wallMs, seeds).toFixed(1)} ms a seed. A seed has ${figure(each(exchanges, seeds))} HTTP
      round trips, ${figure(each(exchanges - gatewayCalls, seeds))} to the shop and ${figure(each(gatewayCalls, seeds))} to
      the bank, and ${figure(each(statements, seeds))} statements: ${figure(each(wallMs * 1000, exchanges))} µs a round trip
      with all that it causes. What a package or V8 does counts for the last of our sources that called it.`),
    table(['', 'share', 'ms a seed', 'µs a round trip'], rows),
  ].join('\n\n');
}

export function mutantsSection(result: MutantsResult, measuring: Measuring): string {
  const { mutants, canaries, unheard, silent, hash } = result;
  const caught = mutants.filter(isCaught).length;
  const rows = mutants.map((mutant) => [
    String(mutant.number),
    cell(mutant.name),
    cell(promisesOf(mutant)),
    ...WAYS.map((way) => wayWords(mutant.ways[way])),
  ]);
  const saved = canaries.filter((canary) => canary.isCaught).length;
  return [
    '## Planted bugs',
    origin(measuring),
    wrapped(`**${caught} of ${mutants.length}** are caught. A bug is, when drawn seeds catch it in every try of each way that
      it is run: with all layers on (whole), and peeled, without those that mask it. Peeled, only a promise about
      money counts, or one to people if no wrong charge can come of the bug; on a seed where the bug's own promise
      broke as well; and only what the same build without the bug keeps on that seed. A cell says how many of the
      tries caught it, and after how many seeds in the middle
      of them; an empty one was not run: no layer masks the bug, or its entry says why. At crash points it is run whole, and the cell says in
      how many of all runs with one crash or stall a promise broke. A bug that needs what those small stories do not
      have, such as a second tab, shows in none; they decide nothing here.`),
    table(['#', 'planted bug', 'broken promise', ...WAYS], rows, 3),
    ...(canaries.length === 0
      ? []
      : [
          wrapped(`Oracles broken on purpose: ${saved} of ${canaries.length} were caught. Each was silenced in a run that
            had broken its promise; the bug of that run, judged by that promise alone, was caught with the oracle and
            is not without it.${notMissed(canaries)}${furtherWords(result)}${unheardWords(unheard)}`),
        ]),
    ...(silent.length === 0
      ? []
      : [wrapped(`**Silent, though a planted bug breaks their promises**: ${silent.join(', ')}.`)]),
    `Hash over all traces: \`${hash}\``,
  ].join('\n\n');
}

function furtherWords({ mutants, canaries }: MutantsResult): string {
  const further = canaries.filter(({ mutant }) => !mutants.some(({ number }) => number === mutant));
  if (further.length === 0) return '';
  return ` For ${whole(further.length)} of them that was no bug of the table, but a further one
    (\`src/sim/mutants/further-*.ts\`), planted because the table leaves them silent.`;
}

function unheardWords(unheard: readonly string[]): string {
  if (unheard.length === 0) return ' The auditor has no others.';
  return ` No planted bug makes these speak, which are seen to do so in \`test/sim/audit\` alone, or in a
    kept story without its mending as well: ${unheard.join(', ')}.`;
}

function notMissed(canaries: readonly CanaryProof[]): string {
  const names = canaries.filter(({ isCaught: isMissed }) => !isMissed).map(({ oracle }) => oracle);
  return names.length === 0 ? '' : ` Not missed: ${names.join(', ')}.`;
}

function promisesOf({ ways }: MutantProof): string {
  const promises = Object.values(ways).flatMap((proof) => proof?.promises.slice(0, 1) ?? []);
  return [...new Set(promises)].join(', ');
}

function wayWords(proof: WayProof | null): string {
  if (proof === null) return '';
  const { tries, caught, medianSeeds, lost } = proof;
  const noun = medianSeeds === 1 ? 'seed' : 'seeds';
  const seeds = medianSeeds === null || caught === 0 ? '' : `, ${figure(medianSeeds)} ${noun}`;
  return `${caught} of ${tries}${seeds}${lost === 0 ? '' : `, ${lost} without an end`}`;
}

export function systematicSection(result: SystematicResult, measuring: Measuring): string {
  const { crashPoints, crashPairs, laterPoints, runs, model, hash, broken } = result;
  const runsBroken = new Set(broken.flatMap(({ plan }) => plan ?? [])).size;
  const words = runsBroken === 0 ? 'No promise was broken.' : `${runsBroken} runs broke one.`;
  return [
    '## Every crash',
    origin(measuring),
    wrapped(`One checkout, one shopper, one bank, two servers at most. At each of ${whole(crashPoints)} points where a
      server calls out it dies before the call, dies after it, or stands still for 20 s, which is longer than its
      lease: a third of these single strikes are stalls, not crashes. Then two strikes in one run, each of any of
      the three kinds: at each of ${whole(crashPairs)} pairs of those points, and, after each single strike, at each of
      the ${whole(laterPoints)} points that are there only because of it, where it is being recovered from.
      ${whole(runs)} runs in all. ${words}`),
    ...(model === null
      ? []
      : [modelWords(model, broken.filter(({ plan }) => plan === null).length)]),
    `Hash over all traces: \`${hash}\``,
  ].join('\n\n');
}

function modelWords({ states, transitions, steps, checked }: ModelFigures, broken: number): string {
  const told =
    broken === 0
      ? 'It keeps every promise, and the code does what it says.'
      : `In ${counted(broken, 'place')} it breaks one, or the code parts from it.`;
  return wrapped(`Of the same world there is a model (\`src/sim/model\`): claim, charge, settlement, webhook, sweep and
    refund as pure functions. All its ${whole(states)} states were visited, by ${whole(transitions)} transitions; from
    each of them the payment can come to a good end without a shopper or a webhook. ${whole(steps)} of the transitions
    are steps of a server, the bank or time; the real code was taken through ${whole(checked)} of them, and all that can
    be seen of it was compared after each. ${told}`);
}

export function bugsSection(stories: readonly KeptStory[]): string {
  const rows = stories.map(({ found, promise, words, mended }) => [
    cell(found),
    promise,
    cell(words),
    mended === null ? 'not yet' : `\`${mended}\``,
  ]);
  const none = 'None yet.';
  return [
    '## Bugs that were found',
    wrapped(`By drawn seeds, and by readers who then wrote a plan. Each is kept in \`src/sim/corpus/stories\` as the
      smallest story that showed it, and run with every \`npm test\`: as the code is, when it keeps every promise, and
      without the mending, when it must break that one again.`),
    rows.length === 0
      ? none
      : table(['found by', 'promise', 'what was wrong', 'mended in'], rows, 4),
  ].join('\n\n');
}
