// Which facts of the wire belong together: what was asked, each copy that arrived, each answer that
// left a server, and which of them the caller got. Knows no lanes.

import type { Fact, History, HistoryEntry } from '../history.ts';

type Entry<Type extends Fact['type']> = Extract<HistoryEntry, { type: Type }>;

export interface Exchange {
  readonly requested: Entry<'requested'>;
  readonly arrivals: readonly Entry<'arrived'>[];
  readonly answers: readonly Entry<'answered'>[];
  readonly received: Entry<'received'> | null;
  /** Which copy's answer reached the caller; null: none, or one that no server gave. */
  readonly answeredBy: number | null;
}

interface Open {
  readonly requested: Entry<'requested'>;
  readonly arrivals: Entry<'arrived'>[];
  readonly answers: Entry<'answered'>[];
  received: Entry<'received'> | null;
}

export function exchangesOf(history: History): ReadonlyMap<number, Exchange> {
  const open = new Map<number, Open>();
  for (const entry of history) {
    if (entry.type === 'requested') {
      open.set(entry.exchange, { requested: entry, arrivals: [], answers: [], received: null });
    } else if (entry.type === 'arrived') {
      open.get(entry.exchange)?.arrivals.push(entry);
    } else if (entry.type === 'answered') {
      open.get(entry.exchange)?.answers.push(entry);
    } else if (entry.type === 'received') {
      const exchange = open.get(entry.exchange);
      if (exchange !== undefined) exchange.received = entry;
    }
  }
  return new Map([...open].map(([id, exchange]) => [id, { ...exchange, ...answeredBy(exchange) }]));
}

/** The last answer of that status which had left before it was received. */
function answeredBy({ answers, received }: Open): Pick<Exchange, 'answeredBy'> {
  if (received === null) return { answeredBy: null };
  const fitting = answers.filter(({ n, status }) => n < received.n && status === received.status);
  return { answeredBy: fitting.at(-1)?.copy ?? null };
}

/** Reads happen all the time and change nothing. */
export function isRead({ requested }: Exchange): boolean {
  return requested.method === 'GET';
}
