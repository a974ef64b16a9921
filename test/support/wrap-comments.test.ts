// Comments are wrapped, and nothing else is touched.

import { expect, test } from 'vitest';
import { wrapComments } from './wrap-comments.ts';

const WIDE = 'and so it goes '.repeat(8).trim();

test('a wide paragraph is wrapped together with its last line', () => {
  const wrapped = wrapComments(`  // ${WIDE}\n  // The end.\n  call();`);
  const lines = wrapped.split('\n');
  expect(lines.map((line) => line.length <= 100)).toEqual([true, true, true]);
  expect(lines[1]).toMatch(/^ {2}\/\/ .* The end\.$/);
  expect(lines[2]).toBe('  call();');
});

test('a wide docblock of one line becomes a block', () => {
  const lines = wrapComments(`/** ${WIDE} */\nexport const a = 1;`).split('\n');
  expect([lines[0], lines[3]]).toEqual(['/**', ' */']);
  expect(lines[1]).toMatch(/^ \* and/);
});

test('narrow comments, lists, directives and code stay as they are', () => {
  const text = [
    '// Short.',
    '// Lines.',
    `// - ${WIDE}`,
    `// eslint-disable-next-line a/b -- ${WIDE}`,
    `const a = '${WIDE}'; // ${WIDE}`,
    `const b = '// ${WIDE}';`,
  ].join('\n');
  expect(wrapComments(text)).toBe(text);
});

test('wrapping twice changes nothing more', () => {
  const once = wrapComments(`// ${WIDE} ${WIDE}\n//\n// ${WIDE}\n`);
  expect(wrapComments(once)).toBe(once);
});
