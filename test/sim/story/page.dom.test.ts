// The story as a page and as a picture: one file each, nothing from elsewhere, nothing that a
// history says becomes markup.

import { expect, test } from 'vitest';
import { storyPage } from '../../../src/sim/story/page.ts';
import { storyPicture } from '../../../src/sim/story/picture.ts';
import { tellStory } from '../../../src/sim/story/tell.ts';
import type { Outcome } from '../../../src/sim/outcome.ts';
import * as facts from './histories.ts';

const COMMAND = 'npm run sim -- --seed 1 --story';
const NIGHT = facts.outcomeOf(facts.BAD_NIGHT, [facts.breach(20, 36)]);

function pageOf(outcome: Outcome): Document {
  const html = storyPage(tellStory(outcome, { command: COMMAND }), outcome.history);
  return new DOMParser().parseFromString(html, 'text/html');
}

function pictureOf(outcome: Outcome): Element {
  const svg = storyPicture(tellStory(outcome, { command: COMMAND }));
  return new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
}

test('the heading says what broke, of which run, and how to see it again', () => {
  const page = pageOf(NIGHT);
  expect(page.querySelector('h1')?.textContent).toBe('Broken: captured-once');
  expect(page.querySelector('.about')?.textContent).toMatch(/^seed 1 · 2 servers · memory/);
  expect(page.querySelector('.command')?.textContent).toBe(COMMAND);
});

test('every row is a link to its facts, and says in words what it shows', () => {
  const page = pageOf(NIGHT);
  const rows = [...page.querySelectorAll('a.row')];
  expect(rows).toHaveLength(tellStory(NIGHT, { command: COMMAND }).rows.length);
  for (const row of rows) {
    const label = row.getAttribute('aria-label');
    expect(row.querySelector('title')?.textContent).toBe(label);
    expect(label).toMatch(/^\+\d+\.\d{3} s \S/);
    expect(page.querySelector(`[id="${row.getAttribute('href')?.slice(1) ?? ''}"]`)).not.toBe(null);
  }
  expect(rows[8]?.getAttribute('aria-label')).toBe(
    '+2.002 s ann, tab 1 to s0: POST payments · key A',
  );
});

test('what broke the promise is marked with its number', () => {
  const page = pageOf(NIGHT);
  const badges = [...page.querySelectorAll('.badge-words')].map(({ textContent }) => textContent);
  expect(badges).toEqual(['1', '1']);
  expect(page.querySelectorAll('a.row.broken')).toHaveLength(2);
  expect(page.querySelector('.ending .breach b')?.textContent).toBe('1 · captured-once');
});

test('nothing comes from elsewhere and nothing runs', () => {
  const html = storyPage(tellStory(NIGHT, { command: COMMAND }), NIGHT.history);
  const svg = storyPicture(tellStory(NIGHT, { command: COMMAND }));
  for (const text of [html, svg.replace('http://www.w3.org/2000/svg', '')]) {
    expect(text).not.toMatch(/<script|<link|<img|@import|url\(|https?:/);
  }
});

test('what a history says stays text', () => {
  const evil = '<img src=x onerror="alert(1)">&amp;';
  const history = facts.historyOf(
    [0, { type: 'server', server: `s<b>`, what: 'started' }],
    [1, { type: 'error-told', server: 's<b>', where: evil, message: evil }],
  );
  const outcome = facts.outcomeOf(history, [{ ...facts.breach(1), words: evil }]);
  const page = pageOf(outcome);
  expect(page.querySelectorAll('img, b:not(.breach b)')).toHaveLength(0);
  expect(page.querySelector('.ending .breach p')?.textContent).toBe(evil);
  const picture = pictureOf(outcome);
  expect(picture.querySelector('img')).toBe(null);
  expect(picture.textContent).toContain(evil);
});

test('the picture is well-formed, and as tall as its rows', () => {
  const svg = pictureOf(NIGHT);
  expect(svg.tagName).toBe('svg');
  const bottoms = [...svg.querySelectorAll('.row .back')].map(
    (back) => Number(back.getAttribute('y')) + Number(back.getAttribute('height')),
  );
  expect(Number(svg.getAttribute('height'))).toBeGreaterThan(Math.max(...bottoms));
});

test('no arrow ends where no lane is', () => {
  const page = pageOf(NIGHT);
  const lanes = new Set(
    [...page.querySelectorAll('line.path')].map((line) => Number(line.getAttribute('x1'))),
  );
  const starts = [...page.querySelectorAll('.row .line')].map((line) =>
    Number(line.getAttribute('x1')),
  );
  expect(starts.length).toBeGreaterThan(8);
  expect(starts.filter((x) => !lanes.has(x))).toEqual([]);
});
