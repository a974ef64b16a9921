// A story as parts of an SVG picture: lanes with their lives, and a group for each row. Knows no
// page around it and no colours: those are the style's.

import { cut } from './canvas.ts';
import { lettersIn, type Geometry } from './geometry.ts';
import { element, escaped, px } from './markup.ts';
import { relativeTime, type Row, type Story } from './story.ts';

type MessageRow = Extract<Row, { type: 'message' }>;
type NoteRow = Extract<Row, { type: 'note' }>;

// Between a lane's line and what is written beside it.
const GAP = 12;
const HEAD_LENGTH = 9;
const HEAD_HALF = 4;
const CROSS_HALF = 5;
// How far a lost message comes.
const LOST_SHARE = 0.6;

export function drawLives({ lanes, lives }: Story, geometry: Geometry): string {
  const { boxes, height } = geometry;
  const topOf = (row: number): number => boxes[row]?.y ?? height - 8;
  const paths = lanes.map((_lane, lane) => {
    const x = geometry.x(lane);
    return element('line', { class: 'path', x1: x, x2: x, y1: 0, y2: height });
  });
  const spans = lives.map(({ lane, from, to, how }) => {
    const x = geometry.x(lane);
    const y1 = from === 0 ? 0 : topOf(from);
    return element('line', { class: `life ${how}`, x1: x, x2: x, y1, y2: topOf(to) });
  });
  return [...paths, ...spans].join('');
}

/** What is in a row's group; `index` is its place. */
export function drawRow(story: Story, index: number, geometry: Geometry): string {
  const row = story.rows[index];
  const box = geometry.boxes[index];
  if (row === undefined || box === undefined) return '';
  const { top, height } = box;
  const back = element('rect', { class: 'back', x: 0, y: top, width: geometry.width, height });
  switch (row.type) {
    case 'message':
      return back + drawMessage(row, index, story, geometry);
    case 'note':
      return back + drawNote(row, box.y, geometry);
    case 'band':
      return back + drawBand(row, box.y, geometry);
    default:
      return row satisfies never;
  }
}

export function rowClasses({ tone, breaks, type }: Row): string {
  return ['row', type, tone, ...(breaks.length === 0 ? [] : ['broken'])].join(' ');
}

/** What a screen reader says of a row, and a pointer that rests on it. */
export function rowLabel(row: Row, { lanes }: Story): string {
  const name = (lane: number): string => lanes[lane]?.name ?? '';
  const time = relativeTime(row.atMs);
  if (row.type === 'band') return `${time} ${row.words}`;
  if (row.type === 'note') return `${time} ${name(row.lane)}: ${row.words}`;
  const fate = row.part === 'lost' ? ` (lost${row.fate === '' ? '' : `: ${row.fate}`})` : '';
  const part = row.part === 'arrival' ? ' arrives' : '';
  return `${time} ${name(row.from)} to ${name(row.to)}: ${row.words}${part}${fate}`;
}

function drawMessage(row: MessageRow, index: number, story: Story, geometry: Geometry): string {
  const { from, to, part } = row;
  const y = geometry.boxes[index]?.y ?? 0;
  const [x1, x2] = [geometry.x(from), geometry.x(to)];
  const sign = x2 > x1 ? 1 : -1;
  const line = row.isReplay ? 'line replay' : 'line';
  if (part === 'departure') {
    // The line itself is drawn by the row in which it arrives.
    return element('circle', { class: 'end', cx: x1, cy: y, r: 3 }) + label(row, x1, x2, y);
  }
  if (part === 'lost') {
    const end = x1 + (x2 - x1) * LOST_SHARE;
    const path = element('line', { class: `${line} lost`, x1, y1: y, x2: end, y2: y });
    const fate = row.fate === '' ? 'lost' : row.fate;
    const words = text('fate', end, y + 15, fate, 'middle');
    return path + cross(end, y) + label(row, x1, end, y) + words;
  }
  const tip = x2 - sign * 1.5;
  if (part === 'arrival') {
    return arrowHead(tip, y, x1, departureY(row, index, story, geometry));
  }
  const path = element('line', { class: line, x1, y1: y, x2: tip, y2: y });
  return path + arrowHead(tip, y, x1, y) + label(row, x1, x2, y);
}

/** The way of each message that took its time, under all words: it crosses other rows. */
export function drawWays(story: Story, geometry: Geometry): string {
  return story.rows
    .map((row, index) => {
      if (row.type !== 'message' || row.part !== 'arrival') return '';
      const [x1, x2] = [geometry.x(row.from), geometry.x(row.to)];
      const y1 = departureY(row, index, story, geometry);
      const y2 = geometry.boxes[index]?.y ?? 0;
      const line = element('line', {
        class: row.isReplay ? 'line replay' : 'line',
        x1,
        y1,
        x2,
        y2,
      });
      return element('g', { class: rowClasses(row) }, line);
    })
    .join('');
}

/** Where the message of an arrival left; beside its end when that is not told. */
function departureY(row: MessageRow, index: number, { rows }: Story, geometry: Geometry): number {
  for (let before = index - 1; before >= 0; before -= 1) {
    const other = rows[before];
    if (other?.type === 'message' && other.message === row.message && other.part !== 'arrival') {
      return geometry.boxes[before]?.y ?? 0;
    }
  }
  return geometry.boxes[index]?.y ?? 0;
}

/** Above the line, at the end where it begins. */
function label(row: MessageRow, x1: number, x2: number, y: number): string {
  const room = lettersIn(Math.abs(x2 - x1) - 2 * GAP);
  const words = row.words.length <= room ? row.words : cut(row.short, Math.max(room, 6));
  const isRight = x2 > x1;
  return text('label', x1 + (isRight ? GAP : -GAP), y - 7, words, isRight ? 'start' : 'end');
}

function arrowHead(x: number, y: number, fromX: number, fromY: number): string {
  const length = Math.hypot(x - fromX, y - fromY) || 1;
  const [dx, dy] = [(x - fromX) / length, (y - fromY) / length];
  const back = { x: x - dx * HEAD_LENGTH, y: y - dy * HEAD_LENGTH };
  const points = [
    [x, y],
    [back.x - dy * HEAD_HALF, back.y + dx * HEAD_HALF],
    [back.x + dy * HEAD_HALF, back.y - dx * HEAD_HALF],
  ];
  const list = points.map(([px1 = 0, py1 = 0]) => `${px(px1)},${px(py1)}`).join(' ');
  return element('polygon', { class: 'head', points: list });
}

function cross(x: number, y: number): string {
  const [left, right] = [px(x - CROSS_HALF), px(x + CROSS_HALF)];
  const [top, bottom] = [px(y - CROSS_HALF), px(y + CROSS_HALF)];
  const d = `M${left} ${top}L${right} ${bottom}M${right} ${top}L${left} ${bottom}`;
  return element('path', { class: 'cross', d });
}

function drawNote(row: NoteRow, y: number, geometry: Geometry): string {
  const x = geometry.x(row.lane);
  const dot =
    row.tone === 'fault'
      ? cross(x, y)
      : element('circle', { class: 'dot', cx: x, cy: y, r: row.tone === 'act' ? 5 : 3.5 });
  const after = lettersIn(geometry.width - x - 2 * GAP);
  const before = lettersIn(x - 2 * GAP);
  const isAfter = row.words.length <= after || after >= before;
  const words = cut(row.words, isAfter ? after : before);
  const anchor = isAfter ? 'start' : 'end';
  return dot + text('words', x + (isAfter ? GAP : -GAP), y + 4, words, anchor);
}

function drawBand(row: Extract<Row, { type: 'band' }>, y: number, geometry: Geometry): string {
  const x = geometry.x(0);
  if (row.isFold) return text('words', x + GAP, y + 4, `⋮ ${row.words}`, 'start');
  const rule = element('line', { class: 'rule', x1: 0, x2: geometry.width, y1: y, y2: y });
  return rule + text('words', x + GAP, y + 4, row.words, 'start');
}

function text(kind: string, x: number, y: number, words: string, anchor: string): string {
  const at = { class: kind, x: px(x), y: px(y), 'text-anchor': anchor };
  return element('text', at, escaped(words));
}
