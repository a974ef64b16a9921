// What telling a history is made of: one beat for each fact that a reader could see, with its
// lanes, words and tone. Which of them are folded or joined is decided later.

import type { HistoryEntry } from '../history.ts';
import { exchangesOf, type Exchange } from './exchanges.ts';
import type { Lanes } from './lanes.ts';
import { Letters } from './letters.ts';
import type { RowShape, Tone } from './story.ts';

export interface Beat {
  readonly shape: RowShape;
  readonly entry: HistoryEntry;
  readonly words: string;
  readonly short: string;
  readonly tone: Tone;
  /** What it is counted as when it is folded away; null: it is told. */
  readonly dull: string | null;
  /** What it means for the life of its lane. */
  readonly life: 'begins' | 'ends' | 'pauses' | null;
}

/** What every beat may ask about the story around it. */
export interface Around {
  readonly lanes: Lanes;
  readonly exchanges: ReadonlyMap<number, Exchange>;
  readonly letters: Letters;
  /** What each page showed last, in words. */
  readonly shown: Map<string, string>;
  /** How often each charge was looked up. */
  readonly lookups: Map<string, number>;
  readonly calls: Map<number, Extract<HistoryEntry, { type: 'gateway-called' }>>;
}

export function around(history: readonly HistoryEntry[], lanes: Lanes): Around {
  return {
    lanes,
    exchanges: exchangesOf(history),
    letters: new Letters(),
    shown: new Map(),
    lookups: new Map(),
    calls: new Map(),
  };
}

type Rest = Partial<Pick<Beat, 'short' | 'tone' | 'dull' | 'life'>>;

export function beat(shape: RowShape, entry: HistoryEntry, words: string, rest: Rest = {}): Beat {
  return { shape, entry, words, short: words, tone: 'plain', dull: null, life: null, ...rest };
}

export function note(lane: number, entry: HistoryEntry, words: string, rest: Rest = {}): Beat {
  return beat({ type: 'note', lane }, entry, words, rest);
}

type Message = Extract<RowShape, { type: 'message' }>;

export function message(
  shape: Pick<Message, 'message' | 'part' | 'from' | 'to'> & Partial<Message>,
  entry: HistoryEntry,
  words: string,
  rest: Rest = {},
): Beat {
  return beat({ isReplay: false, fate: '', ...shape, type: 'message' }, entry, words, rest);
}
