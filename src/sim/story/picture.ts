// A story as one SVG picture, for where a page is too much: lane heads on top, times at the left,
// the violations' words at the end.

import { cut } from './canvas.ts';
import { drawLives, drawRow, drawWays, rowClasses, rowLabel } from './drawing.ts';
import { geometryOf, HEAD_HEIGHT, lettersIn, TIME_WIDTH } from './geometry.ts';
import { element, escaped } from './markup.ts';
import { drawHeads, drawTimes } from './margins.ts';
import type { Story } from './story.ts';
import { drawingStyle } from './style.ts';

const TITLE_HEIGHT = 64;
const WORDS_HEIGHT = 22;

export function storyPicture(story: Story): string {
  const geometry = geometryOf(story);
  const width = TIME_WIDTH + geometry.width;
  const top = TITLE_HEIGHT + HEAD_HEIGHT;
  const endings = story.violations.map(({ promise, words }, index) =>
    cut(`${index + 1} · ${promise}: ${words}`, lettersIn(width - 40)),
  );
  const height = top + geometry.height + (endings.length + 1) * WORDS_HEIGHT;
  const rows = story.rows.map((row, index) => {
    const title = element('title', {}, escaped(rowLabel(row, story)));
    return element('g', { class: rowClasses(row) }, title, drawRow(story, index, geometry));
  });
  const size = { viewBox: `0 0 ${width} ${height}`, width, height };
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', class: 'drawing', role: 'img', ...size },
    element('title', {}, escaped(`${story.title} · ${story.subtitle}`)),
    element('style', {}, escaped(drawingStyle('svg.drawing'))),
    element('rect', { width, height, style: 'fill: var(--paper)' }),
    element('text', { class: 'lane-name', x: 20, y: 30 }, escaped(story.title)),
    element(
      'text',
      { class: 'lane-under', x: 20, y: 50 },
      escaped(`${story.subtitle} · ${story.command}`),
    ),
    element(
      'g',
      { transform: `translate(${TIME_WIDTH} ${TITLE_HEIGHT})` },
      drawHeads(story, geometry),
    ),
    element('g', { transform: `translate(0 ${top})` }, drawTimes(story, geometry)),
    element(
      'g',
      { transform: `translate(${TIME_WIDTH} ${top})` },
      drawLives(story, geometry) + drawWays(story, geometry),
      ...rows,
    ),
    element(
      'g',
      { class: 'fault' },
      ...endings.map((words, index) => {
        const y = top + geometry.height + (index + 1) * WORDS_HEIGHT;
        return element('text', { class: 'words', x: 20, y }, escaped(words));
      }),
    ),
  );
}
