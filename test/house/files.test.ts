// Files look as the house style asks, and each check can fail.

import { expect, test } from 'vitest';
import {
  commentsFit,
  filesAreSmall,
  filesOpenWithComment,
  namesSayWhat,
  noDefaultExports,
  sizes,
  testsMirrorSource,
} from './files.ts';
import { madeUp, readTree } from './tree.ts';

const house = readTree('src', 'test');

test('no file is longer than 260 lines', () => {
  expect(filesAreSmall(house)).toEqual([]);
});

test('half of the source files stay under 110 lines, and nine of ten under 250', () => {
  const measured = sizes(house);
  console.log(`src: ${JSON.stringify(measured)}`);
  expect(measured.median).toBeLessThanOrEqual(110);
  expect(measured.p90).toBeLessThan(250);
});

test('a file that grew too long is found', () => {
  const bad = madeUp({
    'src/client/a.ts': 'x\n'.repeat(261),
    'src/client/b.ts': 'x\n'.repeat(260),
  });
  expect(filesAreSmall(bad)).toEqual(['src/client/a.ts has 261 lines, more than 260']);
  expect(sizes(bad)).toEqual({ files: 2, lines: 521, median: 261, p90: 261, max: 261 });
});

test('every file opens by saying what it knows', () => {
  expect(filesOpenWithComment(house)).toEqual([]);
});

test('a file that opens with code is found', () => {
  const bad = madeUp({
    'src/client/a.ts': 'export const a = 1;',
    'test/client/b.test.ts': '// B.',
  });
  expect(filesOpenWithComment(bad)).toEqual(['src/client/a.ts does not open with a comment']);
});

test('comments fit into 100 columns', () => {
  expect(commentsFit(house)).toEqual([]);
});

test('a wide comment is found, a long address is not', () => {
  const bad = madeUp({
    'src/client/a.ts': `// ${'so it goes '.repeat(10)}\n// https://${'x'.repeat(100)}\n`,
  });
  expect(commentsFit(bad)).toEqual(['src/client/a.ts:1 is a comment wider than 100']);
});

test('nothing is exported as default', () => {
  expect(noDefaultExports(house)).toEqual([]);
});

test('a default export is found in each of its forms', () => {
  const bad = madeUp({
    'src/client/a.ts': 'export default 1;',
    'src/client/b.ts': 'export default function b() {}',
    'src/client/c.ts': 'const c = 1; export { c as default };',
    'src/client/d.ts': "export { default as d } from './c.ts'; // export default",
  });
  expect(noDefaultExports(bad)).toEqual([
    'src/client/a.ts has a default export',
    'src/client/b.ts has a default export',
    'src/client/c.ts has a default export',
  ]);
});

test('names say what a file is', () => {
  expect(namesSayWhat(house)).toEqual([]);
});

test('a barrel, a drawer and a camel are found', () => {
  const bad = madeUp({
    'src/index.ts': '',
    'src/client/index.ts': '',
    'src/client/utils.ts': '',
    'src/shop/helpers/a.ts': '',
    'src/react/PayButton.tsx': '',
    'test/client/retry.dom.test.tsx': '',
  });
  expect(namesSayWhat(bad)).toEqual([
    'src/client/index.ts is a barrel',
    'src/client/utils.ts: name it after what it is',
    'src/shop/helpers/a.ts: name it after what it is',
    'src/react/PayButton.tsx is not kebab-case',
  ]);
});

test('the tests mirror the rooms', () => {
  expect(testsMirrorSource(house)).toEqual([]);
});

test('a test of no room is found', () => {
  const bad = madeUp({ 'src/client/a.ts': '', 'test/client/a.test.ts': '', 'test/e2e/b.ts': '' });
  expect(testsMirrorSource(bad)).toEqual(['test/e2e/b.ts mirrors no room']);
});
