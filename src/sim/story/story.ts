// A history as a reader follows it: lanes from left to right, rows from top to bottom. Plain data
// between what tells a story and what draws it.

import type { Violation } from '../history.ts';

export interface Lane {
  /** As the history names it: a page's first load, a server, `database`. */
  readonly id: string;
  readonly name: string;
  /** A second, quieter line. */
  readonly under: string;
  readonly kind: 'page' | 'other' | 'server' | 'database' | 'bank';
}

/** Between which rows a page is open or a server up: from the first up to the second. */
export interface Life {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
  readonly how: 'up' | 'paused';
}

export type Tone =
  | 'plain'
  /** What somebody did: the beginning of something. */
  | 'act'
  | 'good'
  | 'waiting'
  | 'fault'
  | 'quiet';

/**
 * `whole`: left and arrived with nothing in between. Else it leaves in one row and arrives in
 * another of the same `message`, or never.
 */
export type MessagePart = 'whole' | 'departure' | 'arrival' | 'lost';

export type RowShape =
  | {
      readonly type: 'message';
      readonly message: string;
      readonly part: MessagePart;
      readonly from: number;
      readonly to: number;
      /** An answer that was stored before. */
      readonly isReplay: boolean;
      /** Why it was lost, where that is known. */
      readonly fate: string;
    }
  | { readonly type: 'note'; readonly lane: number }
  /** Across all lanes: a turn of the whole story, or what was folded away. */
  | { readonly type: 'band'; readonly isFold: boolean };

export type Row = RowShape & {
  /** Virtual milliseconds since the story began. */
  readonly atMs: number;
  readonly words: string;
  /** The same in fewer letters, for where there is no room. */
  readonly short: string;
  readonly tone: Tone;
  /** Places in the history that this row tells. */
  readonly entries: readonly number[];
  /** Which violations it shows, from 1. */
  readonly breaks: readonly number[];
};

export interface Story {
  readonly title: string;
  /** What was run, in a line. */
  readonly subtitle: string;
  /** The command that tells it again. */
  readonly command: string;
  readonly lanes: readonly Lane[];
  readonly lives: readonly Life[];
  readonly rows: readonly Row[];
  readonly violations: readonly Violation[];
  /** Short names in the story, and what they stand for. */
  readonly legend: readonly (readonly [name: string, full: string])[];
}

/** `+12.340 s`. */
export function relativeTime(atMs: number): string {
  return `+${(atMs / 1000).toFixed(3)} s`;
}
