// Beats behind the wire: servers, their calls to the bank, the bank's books and webhooks, the
// database, the storefront that is told. Listing the bank is dull, and so are commits that decide
// nothing.

import type { Fact, HistoryEntry } from '../history.ts';
import { message, note, type Around, type Beat } from './beats.ts';
import { BANK, DATABASE, MERCHANT } from './lanes.ts';
import { changeWords, ledgerWords, moneyWords } from './words.ts';

type MachineFact = Extract<
  Fact,
  {
    type:
      | 'gateway-called'
      | 'gateway-answered'
      | 'ledger'
      | 'webhook-sent'
      | 'committed'
      | 'rolled-back'
      | 'told'
      | 'server'
      | 'error-told';
  }
>;
export type MachineEntry = Extract<HistoryEntry, MachineFact>;

// The same charge is looked up again and again until it is decided: the first time tells enough.
const TOLD_LOOKUPS = 2;

export function machineBeat(entry: MachineEntry, about: Around): Beat | null {
  const { lanes } = about;
  const bank = lanes.of(BANK) ?? 0;
  switch (entry.type) {
    case 'gateway-called':
      return callBeat(entry, about);
    case 'gateway-answered':
      return answerBeat(entry, about);
    case 'ledger': {
      const tone = entry.fact.type === 'charged' ? 'good' : 'plain';
      return note(bank, entry, ledgerWords(entry.fact), { tone });
    }
    case 'webhook-sent': {
      const words = entry.genuine ? `webhook · ${entry.event}` : `a forgery of ${entry.event}`;
      return note(bank, entry, words, { tone: entry.genuine ? 'quiet' : 'fault' });
    }
    case 'committed': {
      const words = entry.changes
        .map(changeWords)
        .filter((it) => it !== '')
        .join(' · ');
      const dull = words === '' ? 'commit' : null;
      return note(lanes.of(DATABASE) ?? 0, entry, words, { dull });
    }
    case 'rolled-back': {
      const words = `forgets all after commit ${entry.version}`;
      return note(lanes.of(DATABASE) ?? 0, entry, words, { tone: 'fault' });
    }
    case 'told': {
      const [from, to] = [lanes.of(entry.server) ?? 0, lanes.of(MERCHANT) ?? 0];
      const part = entry.accepted ? 'whole' : 'lost';
      const fate = entry.accepted ? '' : 'its handler threw';
      const shape = { message: `t${entry.n}`, part, from, to, fate } as const;
      return message(shape, entry, `tells: ${entry.event.type}`, { short: entry.event.type });
    }
    case 'server':
      return serverBeat(entry, about);
    case 'error-told': {
      const words = `${entry.where}: ${entry.message}`;
      return note(lanes.of(entry.server) ?? 0, entry, words, { tone: 'waiting' });
    }
    default:
      return entry satisfies never;
  }
}

function callBeat(
  entry: Extract<MachineEntry, { type: 'gateway-called' }>,
  { lanes, lookups, calls, letters }: Around,
): Beat {
  calls.set(entry.call, entry);
  const { kind, gatewayKey, amount, server } = entry;
  const short = amount === null ? kind : `${kind} ${moneyWords(amount)}`;
  const words = gatewayKey === null ? short : `${short} · ${letters.keyName(gatewayKey)}`;
  const [from, to] = [lanes.of(server) ?? 0, lanes.of(BANK) ?? 0];
  const shape = { message: `g${entry.call}`, part: 'whole', from, to } as const;
  return message(shape, entry, words, { short, dull: dullCall(entry, lookups) });
}

function dullCall(
  { kind, gatewayKey, reference }: Extract<MachineEntry, { type: 'gateway-called' }>,
  lookups: Map<string, number>,
): string | null {
  if (kind === 'list') return 'list call';
  if (kind !== 'lookup') return null;
  const charge = gatewayKey ?? reference ?? '';
  const times = (lookups.get(charge) ?? 0) + 1;
  lookups.set(charge, times);
  return times > TOLD_LOOKUPS ? 'lookup' : null;
}

function answerBeat(
  entry: Extract<MachineEntry, { type: 'gateway-answered' }>,
  { lanes, lookups, calls }: Around,
): Beat | null {
  const call = calls.get(entry.call);
  if (call === undefined) return null;
  const times = lookups.get(call.gatewayKey ?? call.reference ?? '') ?? 0;
  const isDull = call.kind === 'list' || (call.kind === 'lookup' && times > TOLD_LOOKUPS);
  const part = entry.status === null ? 'lost' : 'whole';
  const [from, to] = [lanes.of(BANK) ?? 0, lanes.of(call.server) ?? 0];
  const shape = { message: `h${entry.call}`, part, from, to } as const;
  const words = entry.status === null ? 'no answer' : String(entry.status);
  return message(shape, entry, words, { dull: isDull ? '' : null });
}

const LIVES = {
  started: 'begins',
  crashed: 'ends',
  drained: 'ends',
  paused: 'pauses',
  resumed: 'begins',
} as const;

const SERVER_WORDS = {
  started: 'starts',
  crashed: 'crashed',
  drained: 'drained',
  paused: 'paused',
  resumed: 'goes on',
} as const;

function serverBeat(entry: Extract<MachineEntry, { type: 'server' }>, { lanes }: Around): Beat {
  const tone = entry.what === 'crashed' || entry.what === 'paused' ? 'fault' : 'quiet';
  const words = SERVER_WORDS[entry.what];
  return note(lanes.of(entry.server) ?? 0, entry, words, { tone, life: LIVES[entry.what] });
}
