// A story as one page that needs nothing else: heading, the drawing under lane heads that stay, and
// the facts behind each row. No script: what a row holds is shown by its address.

import type { History, HistoryEntry } from '../history.ts';
import { drawLives, drawRow, drawWays, rowClasses, rowLabel } from './drawing.ts';
import { drawHeads, drawTimes } from './margins.ts';
import { geometryOf, HEAD_HEIGHT, TIME_WIDTH, type Geometry } from './geometry.ts';
import { element, escaped } from './markup.ts';
import type { Row, Story } from './story.ts';
import { drawingStyle, PAGE_STYLE } from './style.ts';

// A body of a page of JSON says no more in its second thousand letters; a fold of a hundred reads
// no more in its tenth.
const MOST_LETTERS = 1_200;
const MOST_ENTRIES = 10;

export function storyPage(story: Story, history: History): string {
  const geometry = geometryOf(story);
  const heads = element('div', { class: 'heads' }, corner(), headsSvg(story, geometry));
  const diagram = element(
    'div',
    { class: 'diagram' },
    timesSvg(story, geometry),
    rowsSvg(story, geometry),
  );
  const details = story.rows.map((row, index) => detail(row, index, story, history)).join('\n');
  const title = `${story.title} · ${story.subtitle}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, minimum-scale=1">
<title>${escaped(title)}</title>
<style>${drawingStyle(':root')}${PAGE_STYLE}</style>
</head>
<body>
${header(story)}
<main>
${heads}
${diagram}
</main>
${ending(story)}
${details}
</body>
</html>
`;
}

function header({ title, subtitle, command, violations }: Story): string {
  const [first, ...others] = violations;
  const more = others.length === 0 ? '' : ` And ${others.length} more, at the end.`;
  const breach =
    first === undefined
      ? ''
      : element('div', { class: 'breach' }, element('p', {}, escaped(first.words + more)));
  return element(
    'header',
    {},
    element('p', { class: 'kicker' }, 'A simulated run'),
    element('h1', {}, escaped(title)),
    element('p', { class: 'about' }, escaped(subtitle)),
    breach,
    element('code', { class: 'command' }, escaped(command)),
    signs(),
  );
}

// What the drawing's signs mean, each beside its word.
function signs(): string {
  const line = (kind: string): string =>
    `<line class="${kind}" x1="0" x2="18" y1="6" y2="6"/><polygon class="head" points="26,6 17,2 17,10"/>`;
  const list: [drawing: string, words: string][] = [
    ['<g class="act"><circle class="dot" cx="13" cy="6" r="5"/></g>', 'somebody acts'],
    [line('line'), 'message'],
    [line('line replay'), 'an answer given before'],
    ['<path class="cross" d="M8 1L18 11M18 1L8 11"/>', 'went wrong on purpose'],
  ];
  const items = list.map(([drawing, words]) =>
    element('li', {}, `<svg viewBox="0 0 26 12" aria-hidden="true">${drawing}</svg>${words}`),
  );
  return element('ul', { class: 'signs' }, ...items);
}

function corner(): string {
  return element('div', { class: 'corner', style: `width:${TIME_WIDTH}px` });
}

function headsSvg(story: Story, geometry: Geometry): string {
  const size = { width: geometry.width, height: HEAD_HEIGHT };
  return element('svg', { class: 'drawing', ...size }, drawHeads(story, geometry));
}

function timesSvg(story: Story, geometry: Geometry): string {
  const size = { width: TIME_WIDTH, height: geometry.height };
  return element('svg', { class: 'drawing times', ...size }, drawTimes(story, geometry));
}

function rowsSvg(story: Story, geometry: Geometry): string {
  const rows = story.rows.map((row, index) => {
    const label = rowLabel(row, story);
    const link = { class: rowClasses(row), href: `#row-${index}`, 'aria-label': label };
    return element(
      'a',
      link,
      element('title', {}, escaped(label)),
      drawRow(story, index, geometry),
    );
  });
  const size = { width: geometry.width, height: geometry.height };
  return element(
    'svg',
    { class: 'drawing', ...size },
    drawLives(story, geometry) + drawWays(story, geometry),
    ...rows,
  );
}

function ending({ violations, legend }: Story): string {
  const breaches = violations.map(({ promise, words }, index) =>
    element(
      'div',
      { class: 'breach' },
      element('b', {}, escaped(`${index + 1} · ${promise}`)),
      element('p', {}, escaped(words)),
    ),
  );
  const names = legend.map(
    ([name, full]) => element('dt', {}, escaped(name)) + element('dd', {}, escaped(full)),
  );
  const broken = breaches.length === 0 ? '' : element('h2', {}, 'What was broken');
  const keys = names.length === 0 ? '' : element('h2', {}, 'Keys') + element('dl', {}, ...names);
  if (broken === '' && keys === '') return '';
  return element('section', { class: 'ending' }, broken, ...breaches, keys);
}

/** The facts behind a row, shown while the page's address names it. */
function detail(row: Row, index: number, story: Story, history: History): string {
  const facts = row.entries.slice(0, MOST_ENTRIES).flatMap((n) => factOf(history[n]));
  const left = row.entries.length - MOST_ENTRIES;
  return element(
    'aside',
    { class: 'detail', id: `row-${index}` },
    element('h3', {}, escaped(rowLabel(row, story))),
    element('a', { class: 'close', href: '#closed' }, 'Close'),
    ...facts,
    ...(left > 0 ? [element('p', { class: 'fact' }, `And ${left} more.`)] : []),
  );
}

function factOf(entry: HistoryEntry | undefined): string[] {
  if (entry === undefined) return [];
  const { n, at: _at, type, ...rest } = entry;
  const fields = Object.entries(rest).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const told = text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS)}…`;
    return element('dt', {}, escaped(name)) + element('dd', {}, escaped(told));
  });
  const name = element('dt', {}, `entry ${n}`) + element('dd', {}, type);
  return [element('dl', {}, name, ...fields)];
}
