// Makes rows of beats: joins what left and arrived with nothing in between, gives a lost message
// the fault that took it, folds what is dull, and says from where to where each lane is alive.

import type { Violation } from '../history.ts';
import type { Beat } from './beats.ts';
import type { Lane, Life, Row } from './story.ts';

interface Setting {
  readonly lanes: readonly Lane[];
  readonly violations: readonly Violation[];
  readonly startAt: number;
}

interface Arranged {
  readonly rows: readonly Row[];
  readonly lives: readonly Life[];
}

export function arrange(beats: readonly Beat[], setting: Setting): Arranged {
  const arranger = new Arranger(setting);
  for (const beat of beats) arranger.take(beat);
  return arranger.end();
}

// Fewer dull things in less time are not worth a line of their own: they are counted in the next.
const FOLD_LEAST = 4;
const FOLD_LEAST_MS = 10_000;

const TAKES_A_MESSAGE = /lost|cut|refused|proxy|partition|down|throws|doubled|resend/;

class Arranger {
  readonly #setting: Setting;
  readonly #broken = new Map<number, number[]>();
  readonly #rows: Row[] = [];
  readonly #lives: Life[] = [];
  readonly #open: (Omit<Life, 'to'> | null)[];
  readonly #folded = new Map<string, number>();
  #foldedEntries: number[] = [];
  #lastAt: number;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#lastAt = setting.startAt;
    for (const [index, { entries }] of setting.violations.entries()) {
      for (const n of entries) this.#broken.set(n, [...(this.#broken.get(n) ?? []), index + 1]);
    }
    // A tab begins with its page; all others are there from the start unless they start later.
    this.#open = setting.lanes.map(({ kind }, lane) =>
      kind === 'page' ? null : { lane, from: 0, how: 'up' },
    );
  }

  take(beat: Beat): void {
    const { entry, dull } = beat;
    const isShown = dull === null || this.#broken.has(entry.n);
    if (!isShown) {
      if (dull !== '') this.#folded.set(dull, (this.#folded.get(dull) ?? 0) + 1);
      this.#foldedEntries.push(entry.n);
      return;
    }
    this.#unfold(entry.at);
    this.#lastAt = entry.at;
    if (!this.#joins(beat)) this.#rows.push(this.#rowOf(beat));
    this.#live(beat);
  }

  end(): Arranged {
    this.#unfold(Number.POSITIVE_INFINITY);
    const last = this.#rows.length;
    for (const life of this.#open) if (life !== null) this.#lives.push({ ...life, to: last });
    return { rows: this.#rows, lives: this.#lives };
  }

  #rowOf({ shape, entry, words, short, tone }: Beat): Row {
    return {
      ...shape,
      atMs: entry.at - this.#setting.startAt,
      words: words === '' ? entry.type : words,
      short,
      tone,
      entries: [entry.n],
      breaks: this.#broken.get(entry.n) ?? [],
    };
  }

  /** Whether the beat went into the row before it. */
  #joins(beat: Beat): boolean {
    const last = this.#rows.at(-1);
    if (last === undefined || last.type === 'band') return false;
    const { entry } = beat;
    const more = {
      entries: [...last.entries, entry.n],
      breaks: [...new Set([...last.breaks, ...(this.#broken.get(entry.n) ?? [])])],
    };
    const joined =
      last.type === 'message' ? joinedMessage(last, beat) : joinedNote(last, beat, this.#setting);
    if (joined !== null) this.#rows[this.#rows.length - 1] = { ...joined, ...more };
    return joined !== null;
  }

  #unfold(at: number): void {
    const count = [...this.#folded.values()].reduce((sum, times) => sum + times, 0);
    if (count === 0) {
      this.#foldedEntries = [];
      return;
    }
    if (count < FOLD_LEAST && at - this.#lastAt < FOLD_LEAST_MS) return;
    const words = [...this.#folded].map(([name, times]) => plural(name, times)).join(', ');
    this.#rows.push({
      type: 'band',
      isFold: true,
      atMs: this.#lastAt - this.#setting.startAt,
      words,
      short: words,
      tone: 'quiet',
      entries: this.#foldedEntries,
      breaks: [],
    });
    this.#folded.clear();
    this.#foldedEntries = [];
  }

  #live({ shape, life }: Beat): void {
    if (life === null || shape.type !== 'note') return;
    const { lane } = shape;
    const row = this.#rows.length - 1;
    const open = this.#open[lane];
    const isFirst = !this.#lives.some((other) => other.lane === lane);
    // Who starts was not there before, whatever was supposed.
    const isSupposed = life === 'begins' && open?.from === 0 && isFirst;
    if (open !== null && open !== undefined && !isSupposed) this.#lives.push({ ...open, to: row });
    const how = life === 'pauses' ? 'paused' : 'up';
    this.#open[lane] = life === 'ends' ? null : { lane, from: row, how };
  }
}

type MessageRow = Extract<Row, { type: 'message' }>;
type NoteRow = Extract<Row, { type: 'note' }>;

/** A message that arrived at once, or that the fault after it took. */
function joinedMessage(last: MessageRow, { shape, entry, words }: Beat): MessageRow | null {
  const arrives = shape.type === 'message' && shape.part === 'arrival';
  if (arrives && shape.message === last.message && last.part === 'departure') {
    return { ...last, part: 'whole' };
  }
  const takes = entry.type === 'fault' && TAKES_A_MESSAGE.test(words);
  return takes && last.part === 'lost' && last.fate === '' ? { ...last, fate: words } : null;
}

/** A server that crashed or paused at once because a fault said so. */
function joinedNote(last: NoteRow, beat: Beat, { startAt }: Setting): NoteRow | null {
  const { shape, entry, tone, words } = beat;
  const isSameMoment = shape.type === 'note' && shape.lane === last.lane;
  if (!isSameMoment || entry.at - startAt !== last.atMs) return null;
  if (entry.type !== 'server' || tone !== 'fault' || last.tone !== 'fault') return null;
  const all = words.startsWith(last.words) ? words : `${words} · ${last.words}`;
  return { ...last, words: all, short: words };
}

function plural(name: string, times: number): string {
  return `${times} ${name}${times === 1 ? '' : 's'}`;
}
