// Tells a history: lanes, then a beat for each fact, then rows. Faults are placed where they
// struck, as far as their keys say it.

import type { HistoryEntry } from '../history.ts';
import type { Outcome } from '../outcome.ts';
import { arrange } from './arrange.ts';
import { around, beat, note, type Around, type Beat } from './beats.ts';
import { BANK, DATABASE, Lanes, type Detail } from './lanes.ts';
import { machineBeat } from './machine-beats.ts';
import { peopleBeat } from './people-beats.ts';
import type { Story } from './story.ts';
import { wireBeat } from './wire-beats.ts';
import { serverWords } from './words.ts';

export interface TellOptions {
  readonly detail?: Detail;
  /** The command that tells it again. */
  readonly command: string;
}

export function tellStory(outcome: Outcome, { detail = 'tabs', command }: TellOptions): Story {
  const { history, violations, plan } = outcome;
  const lanes = new Lanes(history, detail);
  const about = around(history, lanes);
  const beats = history.flatMap((entry) => beatOf(entry, history[entry.n + 1], about) ?? []);
  const startAt = history[0]?.at ?? 0;
  const { rows, lives } = arrange(beats, { lanes: lanes.list, violations, startAt });
  const promises = [...new Set(violations.map(({ promise }) => promise))];
  return {
    title: promises.length === 0 ? 'Every promise was kept' : `Broken: ${promises.join(', ')}`,
    subtitle: subtitleOf(outcome),
    command,
    lanes: lanes.list,
    lives,
    rows,
    violations,
    legend: about.letters.legend(),
  };

  function subtitleOf({ totals }: Outcome): string {
    const faults = `${totals.faults} ${totals.faults === 1 ? 'fault' : 'faults'}`;
    const seconds = `${(totals.virtualMs / 1000).toFixed(0)} virtual seconds`;
    return `seed ${plan.seed} · ${serverWords(plan.servers)} · ${plan.store} · ${faults} · ${seconds}`;
  }
}

function beatOf(entry: HistoryEntry, next: HistoryEntry | undefined, about: Around): Beat | null {
  switch (entry.type) {
    case 'requested':
    case 'arrived':
    case 'answered':
    case 'received':
      return wireBeat(entry, about);
    case 'gateway-called':
    case 'gateway-answered':
    case 'ledger':
    case 'webhook-sent':
    case 'committed':
    case 'rolled-back':
    case 'told':
    case 'server':
    case 'error-told':
      return machineBeat(entry, about);
    case 'fault':
      return note(laneOfFault(entry, next, about), entry, entry.what, { tone: 'fault' });
    case 'healed':
      return beat({ type: 'band', isFold: false }, entry, 'From here on nothing goes wrong.');
    case 'ended':
      return beat({ type: 'band', isFold: false }, entry, 'The end: everything has had its time.');
    default:
      return peopleBeat(entry, about);
  }
}

const AT_THE_BANK = /^(bank|webhook)-/;
const IN_THE_DATABASE = /statement|commit|serialization|snapshot/;
const AT_A_SERVER = /^(crash|pause|handler|skew|rolling)/;

/** At the server that it stops; else where its key says; else where faults of its kind strike. */
function laneOfFault(
  fault: Extract<HistoryEntry, { type: 'fault' }>,
  next: HistoryEntry | undefined,
  { lanes }: Around,
): number {
  if (next?.type === 'server' && next.at === fault.at) return lanes.of(next.server) ?? 0;
  const { what: kind } = fault;
  if (AT_THE_BANK.test(kind)) return lanes.of(BANK) ?? 0;
  if (IN_THE_DATABASE.test(kind)) return lanes.of(DATABASE) ?? 0;
  const named = fault.key.split(/[^\w-]+/).map((word) => lanes.of(word));
  const found = named.find((lane) => lane !== null);
  if (found !== undefined) return found;
  return AT_A_SERVER.test(kind) ? lanes.ofKind('server') : 0;
}
