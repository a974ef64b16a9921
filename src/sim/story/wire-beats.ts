// Beats of the wire between pages and servers: requests and answers as they leave, arrive and get
// lost. Reads are dull.

import type { Fact, HistoryEntry } from '../history.ts';
import { message, note, type Around, type Beat } from './beats.ts';
import { isRead, type Exchange } from './exchanges.ts';
import { codeOf, pathWords } from './words.ts';

type WireFact = Extract<Fact, { type: 'requested' | 'arrived' | 'answered' | 'received' }>;
export type WireEntry = Extract<HistoryEntry, WireFact>;

/** Null: nothing that a reader could see. */
export function wireBeat(entry: WireEntry, about: Around): Beat | null {
  const exchange = about.exchanges.get(entry.exchange);
  if (exchange === undefined) return null;
  const told = toldBeat(entry, exchange, about);
  return told === null || !isRead(exchange) ? told : { ...told, dull: dullName(told) };
}

// Counted once for each exchange: when it is asked.
function dullName({ entry }: Beat): string {
  return entry.type === 'requested' ? 'read' : '';
}

function toldBeat(entry: WireEntry, exchange: Exchange, about: Around): Beat | null {
  switch (entry.type) {
    case 'requested':
      return requestLeaves(entry, exchange, about);
    case 'arrived':
      return requestArrives(entry, exchange, about);
    case 'answered':
      return answerLeaves(entry, exchange, about);
    case 'received':
      return answerArrives(entry, exchange, about);
    default:
      return entry satisfies never;
  }
}

function callerLane({ requested }: Exchange, { lanes }: Around): number {
  return lanes.of(requested.from) ?? 0;
}

function requestWords({ requested }: Exchange, { letters }: Around) {
  const { method, path, key } = requested;
  const what = pathWords(path);
  const short = method === 'GET' ? `GET ${what}` : what;
  if (key === null) return { words: `${method} ${what}`, short };
  const name = letters.keyName(key);
  const letter = /^key ([A-Z]\d*)$/.exec(name)?.[1];
  const shorter = letter === undefined ? short : `${short} ${letter}`;
  return { words: `${method} ${what} · ${name}`, short: shorter };
}

function requestLeaves(entry: WireEntry, exchange: Exchange, about: Around): Beat {
  const [first] = exchange.arrivals;
  const { words, short } = requestWords(exchange, about);
  const to = about.lanes.of(first?.server ?? '') ?? about.lanes.ofKind('server');
  const part = first === undefined ? 'lost' : 'departure';
  const from = callerLane(exchange, about);
  return message({ message: `q${entry.exchange}`, part, from, to }, entry, words, { short });
}

function requestArrives(
  entry: Extract<WireEntry, { type: 'arrived' }>,
  exchange: Exchange,
  about: Around,
): Beat {
  const { words, short } = requestWords(exchange, about);
  const copy = entry.copy === 1 ? '' : ` · copy ${entry.copy}`;
  const to = about.lanes.of(entry.server) ?? about.lanes.ofKind('server');
  const from = callerLane(exchange, about);
  const shape = { message: `q${entry.exchange}`, part: 'arrival', from, to } as const;
  return message(shape, entry, words + copy, { short });
}

function answerLeaves(
  entry: Extract<WireEntry, { type: 'answered' }>,
  exchange: Exchange,
  about: Around,
): Beat {
  const from = about.lanes.of(entry.server) ?? about.lanes.ofKind('server');
  const part = exchange.answeredBy === entry.copy ? 'departure' : 'lost';
  const isOther = part === 'lost' && exchange.answeredBy !== null;
  const to = callerLane(exchange, about);
  // The caller has one answer and hears no other.
  const fate = isOther ? 'not awaited' : '';
  const shape = { part, from, to, isReplay: entry.replayed, fate } as const;
  return message({ message: answerId(entry), ...shape }, entry, ...answerWords(entry));
}

function answerArrives(
  entry: Extract<WireEntry, { type: 'received' }>,
  exchange: Exchange,
  about: Around,
): Beat | null {
  const to = callerLane(exchange, about);
  const answer = exchange.answers.find(({ copy }) => copy === exchange.answeredBy);
  if (answer !== undefined) {
    const from = about.lanes.of(answer.server) ?? about.lanes.ofKind('server');
    const shape = { part: 'arrival', from, to, isReplay: answer.replayed } as const;
    return message({ message: answerId(answer), ...shape }, entry, ...answerWords(answer));
  }
  const what = pathWords(exchange.requested.path);
  if (entry.status === null) return note(to, entry, `no answer to ${what}`, { tone: 'waiting' });
  return note(to, entry, `${entry.status} from between, to ${what}`, { tone: 'waiting' });
}

function answerId(answer: Extract<WireEntry, { type: 'answered' }>): string {
  return `a${answer.exchange}.${answer.copy}`;
}

function answerWords({ status, body, replayed }: Extract<WireEntry, { type: 'answered' }>) {
  const code = status >= 400 ? codeOf(body) : null;
  const words = [String(status), ...(code === null ? [] : [code]), ...(replayed ? ['replay'] : [])];
  const rest = { short: String(status), tone: status === 201 ? 'good' : 'plain' } as const;
  return [words.join(' · '), rest] as const;
}
