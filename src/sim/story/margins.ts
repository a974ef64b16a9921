// What stays in sight when the drawing is moved: the lanes' names above it, the moments and the
// numbers of violations beside it.

import { TIME_WIDTH, type Geometry } from './geometry.ts';
import { element, escaped } from './markup.ts';
import { relativeTime, type Row, type Story } from './story.ts';

// A name stands a little left of its line, so that the line seems to hang from it.
const NAME_LEFT = 5;

export function drawHeads({ lanes }: Story, geometry: Geometry): string {
  return lanes
    .map(({ name, under }, lane) => {
      const x = geometry.x(lane) - NAME_LEFT;
      const first = element('text', { class: 'lane-name', x, y: 26 }, escaped(name));
      return first + element('text', { class: 'lane-under', x, y: 44 }, escaped(under));
    })
    .join('');
}

/** The moment of each row, unless it is the same as before, and which violation it shows. */
export function drawTimes({ rows }: Story, geometry: Geometry): string {
  return rows
    .map((row, index) => {
      const before = rows[index - 1];
      const time = relativeTime(row.atMs);
      const isSame = before !== undefined && relativeTime(before.atMs) === time;
      const words = isSame || row.tone === 'quiet' ? '' : time;
      return drawTime(row, words, geometry, index);
    })
    .join('');
}

function drawTime({ breaks }: Row, time: string, { boxes }: Geometry, index: number): string {
  const { top, height, y } = boxes[index] ?? { top: 0, height: 0, y: 0 };
  const at = { x: TIME_WIDTH - 10, y: y + 4, 'text-anchor': 'end' };
  const words = time === '' ? '' : element('text', { class: 'time', ...at }, time);
  const [first] = breaks;
  if (first === undefined) return words;
  const back = element('rect', { class: 'back', x: 0, y: top, width: TIME_WIDTH, height });
  const number = { class: 'badge-words', x: 14, y: y + 4, 'text-anchor': 'middle' };
  const badge =
    element('circle', { class: 'badge', cx: 14, cy: y, r: 8 }) +
    element('text', number, String(first));
  return element('g', { class: 'broken' }, back, words, badge);
}
