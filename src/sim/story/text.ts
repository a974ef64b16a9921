// A story as text for a terminal of 120 columns: time at the left, a lifeline for each lane, arrows
// between them. Knows no history and no colour but the tone of a line.

import { Canvas, cut, wrap } from './canvas.ts';
import { relativeTime, type Row, type Story, type Tone } from './story.ts';

export const STORY_COLUMNS = 120;

/** How a line is coloured, where there are colours. */
export type Paint = (line: string, tone: Tone) => string;

// `+1234.567 s`, and before it the number of the violation that a row shows.
const MARK_COLUMNS = 4;
const TIME_COLUMNS = 11;
const LEFT_COLUMNS = MARK_COLUMNS + TIME_COLUMNS + 3;

// A lane narrower than this has no room for an arrow with a status.
const LEAST_LANE_COLUMNS = 8;

export function mostLanesInText(): number {
  return Math.floor((STORY_COLUMNS - LEFT_COLUMNS) / LEAST_LANE_COLUMNS);
}

export function storyText(story: Story, paint: Paint = (line) => line): string {
  const page = new TextPage(story);
  const body = story.rows.flatMap((row, index) =>
    page.row(row, index).map((line) => paint(line, row.breaks.length > 0 ? 'fault' : row.tone)),
  );
  const title = [story.title, story.subtitle, ''];
  const end = [...breaches(story, paint), ...signsIn(body.join()), ...keys(story), story.command];
  return `${[...title, ...page.head(), ...body, '', ...end].join('\n')}\n`;
}

// What the drawing's signs mean; an arrow and a lifeline say it themselves.
const SIGNS: readonly (readonly [sign: string, words: string])[] = [
  ['●', 'somebody does something'],
  ['•', 'something is seen, told or written'],
  ['✗', 'goes wrong on purpose; at the end of an arrow: nobody gets it; with a number: what broke'],
  ['┄', 'still under way: it arrives further down'],
  ['╌', 'arrives, having left further up; or an answer that was given before'],
  ['┊', 'stands still'],
  ['⋮', 'left out here: it decides nothing'],
];

/** Those that are used. */
function signsIn(drawn: string): string[] {
  const used = SIGNS.filter(([sign]) => drawn.includes(sign));
  const lines = used.map(([sign, words]) => `${sign.padEnd(MARK_COLUMNS)}${words}`);
  return lines.length === 0 ? [] : [...lines, ''];
}

function keys({ legend }: Story): string[] {
  const names = legend.map(([name, full]) => `${name.padEnd(8)}${full}`);
  return names.length === 0 ? [] : [...names, ''];
}

function breaches({ violations }: Story, paint: Paint): string[] {
  return violations.flatMap(({ promise, words }, index) => {
    const lines = wrap(words, STORY_COLUMNS - MARK_COLUMNS);
    const body = lines.map((line) => ' '.repeat(MARK_COLUMNS) + line);
    return [`${mark([index + 1])}${promise}`, ...body, ''].map((line) => paint(line, 'fault'));
  });
}

function mark(breaks: readonly number[]): string {
  return breaks.length === 0
    ? ' '.repeat(MARK_COLUMNS)
    : `✗${breaks[0] ?? ''}`.padEnd(MARK_COLUMNS);
}

class TextPage {
  readonly #story: Story;
  readonly #width: number;

  constructor(story: Story) {
    this.#story = story;
    const room = STORY_COLUMNS - LEFT_COLUMNS;
    // A wide lane makes long arrows, not a clearer picture.
    this.#width = Math.min(26, Math.floor(room / Math.max(1, story.lanes.length)));
  }

  head(): string[] {
    return (['name', 'under'] as const).map((line) => {
      const canvas = new Canvas(STORY_COLUMNS);
      for (const [lane, names] of this.#story.lanes.entries()) {
        canvas.put(this.#column(lane), cut(names[line], this.#width - 1));
      }
      return canvas.toString();
    });
  }

  row(row: Row, index: number): string[] {
    const start = `${mark(row.breaks)}${relativeTime(row.atMs).padStart(TIME_COLUMNS)}`;
    switch (row.type) {
      case 'message':
        return [this.#message(row, index, start)];
      case 'note':
        return this.#note(row, index, start);
      case 'band':
        return row.isFold ? [this.#fold(row, index)] : this.#band(row, start);
      default:
        return row satisfies never;
    }
  }

  #column(lane: number): number {
    return LEFT_COLUMNS + lane * this.#width;
  }

  #lifelines(index: number): Canvas {
    const canvas = new Canvas(STORY_COLUMNS);
    for (const { lane, from, to, how } of this.#story.lives) {
      const isAlive = index >= from && index < to;
      if (isAlive) canvas.put(this.#column(lane), how === 'up' ? '│' : '┊');
    }
    return canvas;
  }

  #message(row: Extract<Row, { type: 'message' }>, index: number, start: string): string {
    const canvas = this.#lifelines(index);
    canvas.put(0, start);
    const [from, to] = [this.#column(row.from), this.#column(row.to)];
    const isRight = to > from;
    const [left, right] = isRight ? [from, to] : [to, from];
    const dash = row.isReplay || row.part === 'arrival' ? '╌' : '─';
    // A message under way stops in the middle; a lost one shortly before.
    const reach = row.part === 'departure' ? 0.55 : row.part === 'lost' ? 0.75 : 1;
    const end = isRight
      ? from + Math.round((to - from) * reach)
      : from - Math.round((from - to) * reach);
    canvas.fill(Math.min(from, end) + 1, Math.max(from, end) - 1, dash);
    canvas.put(from, isRight ? '├' : '┤');
    if (row.part === 'lost') canvas.put(end, '✗');
    else if (row.part === 'departure') canvas.put(end, '┄');
    else canvas.put(isRight ? to - 1 : to + 1, isRight ? '▶' : '◀');
    const room = Math.abs(end - from) - 5;
    const label = row.words.length <= room ? row.words : cut(row.short, room);
    const first = isRight ? left + 2 : right - 3 - label.length;
    if (label !== '') canvas.put(first, ` ${label} `);
    if (row.part === 'lost') this.#fate(canvas, row.fate, end, isRight);
    return canvas.toString();
  }

  #fate(canvas: Canvas, fate: string, end: number, isRight: boolean): void {
    if (fate === '') return;
    const words = ` ${fate} `;
    const fitsAfter = isRight || end - words.length < LEFT_COLUMNS;
    canvas.put(fitsAfter ? end + 1 : end - words.length, words);
  }

  #note(row: Extract<Row, { type: 'note' }>, index: number, start: string): string[] {
    const column = this.#column(row.lane);
    const sign = row.tone === 'fault' ? '✗' : row.tone === 'act' ? '●' : '•';
    const [before, after] = [column - LEFT_COLUMNS - 2, STORY_COLUMNS - column - 2];
    const isAfter = row.words.length <= after || after >= before;
    const lines = wrap(row.words, isAfter ? after : before);
    return lines.map((line, place) => {
      const canvas = this.#lifelines(index);
      if (place === 0) canvas.put(0, start);
      if (place === 0) canvas.put(column, sign);
      canvas.put(isAfter ? column + 1 : column - line.length - 2, ` ${line} `);
      return canvas.toString();
    });
  }

  #fold(row: Row, index: number): string {
    const canvas = this.#lifelines(index);
    canvas.put(LEFT_COLUMNS - 3, `⋮ ${cut(row.words, STORY_COLUMNS - LEFT_COLUMNS)} `);
    return canvas.toString();
  }

  #band(row: Row, start: string): string[] {
    const canvas = new Canvas(STORY_COLUMNS);
    canvas.fill(LEFT_COLUMNS, STORY_COLUMNS - 1, '═');
    canvas.put(LEFT_COLUMNS + 2, ` ${row.words} `);
    canvas.put(0, start);
    return [canvas.toString()];
  }
}
