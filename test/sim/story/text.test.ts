// The story in a terminal: 120 columns, a lifeline for each lane, arrows that begin and end there.

import { expect, test } from 'vitest';
import { tellStory } from '../../../src/sim/story/tell.ts';
import { STORY_COLUMNS, storyText } from '../../../src/sim/story/text.ts';
import { drawStandIn } from '../stand-in-draw.ts';
import { runStandIn } from '../stand-in-run.ts';
import * as facts from './histories.ts';

const COMMAND = 'npm run sim -- --seed 1 --story';

test('a payment is drawn like this', () => {
  const history = facts.historyOf(
    [0, facts.opened('p1')],
    [1_000, { type: 'pressed', page: 'p1', ...facts.ann, shown: facts.shown('ready') }],
    [1_002, facts.posted(1, 'p1')],
    [1_020, facts.arrived(1, 's0')],
    [1_030, facts.attempt(1, null, 'processing')],
    [1_040, facts.charging(1, 's0')],
    [1_200, facts.captured('ch_1')],
    [1_240, facts.bankAnswered(1, 201)],
    [1_260, facts.answered(1, 's0', 201)],
    [1_260, facts.fault('p1.1', 'answer-lost')],
    [9_000, facts.received(1, null)],
  );
  const outcome = facts.outcomeOf(history, [facts.breach(6)]);
  const lines = storyText(tellStory(outcome, { command: COMMAND })).split('\n');
  expect(lines).toEqual([
    'Broken: captured-once',
    'seed 1 · 2 servers · memory · 0 faults · 9 virtual seconds',
    '',
    '                  ann                      s0                       database                 bank',
    '                  cart-1                   server                   shared                   sandbox',
    '       +0.000 s   ● opens cart-1 · p1      │                        │                        │',
    '       +1.000 s   ● presses Pay €42.00     │                        │                        │',
    '       +1.002 s   ├─ payments A ──────────▶│                        │                        │',
    '       +1.030 s   │                        │                        • new attempt 1: processing, leg 1',
    '       +1.040 s   │                        ├─ charge €42.00 · key B ────────────────────────▶│',
    '✗1     +1.200 s   │                        │                    books €42.00 captured · ch_1 •',
    '       +1.240 s   │                        │◀────────────────────────────────────────── 201 ─┤',
    '       +1.260 s   │     ✗ answer-lost 201 ─┤                        │                        │',
    '       +9.000 s   • no answer to payments  │                        │                        │',
    '',
    '✗1  captured-once',
    '    It was captured twice.',
    '',
    '●   somebody does something',
    '•   something is seen, told or written',
    '✗   goes wrong on purpose; at the end of an arrow: nobody gets it; with a number: what broke',
    '',
    'key A   0190a7c2-1111-7000-8000-0123456789ab',
    'key B   chk_0123456789abcdef.1.1',
    '',
    COMMAND,
    '',
  ]);
});

test('the signs that a story is drawn with are explained below it', () => {
  const lines = storyText(tellStory(facts.outcomeOf(facts.BAD_NIGHT), { command: COMMAND }));
  const [drawn = '', below = ''] = lines.split('\n●   somebody');
  for (const sign of ['✗', '┄', '╌']) {
    expect(drawn).toContain(sign);
    expect(below).toMatch(new RegExp(`^${sign}   \\w`, 'm'));
  }
  expect(drawn).not.toContain('┊');
  expect(below).not.toContain('┊');
});

test('no line of a story is wider than the terminal', async () => {
  const outcomes = [facts.outcomeOf(facts.BAD_NIGHT)];
  for (let seed = 0; seed < 30; seed += 1) {
    outcomes.push(await runStandIn(drawStandIn(seed, 'memory')));
  }
  for (const outcome of outcomes) {
    const lines = storyText(tellStory(outcome, { command: COMMAND })).split('\n');
    expect(lines.filter((line) => line.length > STORY_COLUMNS)).toEqual([]);
  }
});

test('each line is painted in the tone of what it tells', () => {
  const outcome = facts.outcomeOf(facts.BAD_NIGHT, [facts.breach(20)]);
  const painted: string[] = [];
  storyText(tellStory(outcome, { command: COMMAND }), (line, tone) => {
    if (tone === 'fault') painted.push(line.trim());
    return line;
  });
  expect(painted.some((line) => line.endsWith('✗ crashed · crash-after-call │'))).toBe(false);
  expect(painted.filter((line) => line.includes('crashed'))).toHaveLength(1);
  expect(painted.filter((line) => line.includes('It was captured twice.'))).toHaveLength(1);
  expect(painted.filter((line) => line.includes('shows ready'))).toEqual([]);
});
