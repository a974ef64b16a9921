// A patch is applied where its piece is, or is reported with its file and its piece.

import { expect, test } from 'vitest';
import { patched, PatchRotted, type Patch } from '../../../src/sim/mutants/patching.ts';

const FILE = 'src/server/some.ts';
const TEXT = 'const a = 1;\nconst b = 2;\nconst c = 2;\n';

const patch = (find: string, replace: string, file = FILE): Patch => ({ file, find, replace });
const apply = (...patches: readonly Patch[]): string => patched(FILE, TEXT, patches);

test('a piece that is there once is replaced, and nothing else', () => {
  expect(apply(patch('b = 2', 'b = 3'))).toBe('const a = 1;\nconst b = 3;\nconst c = 2;\n');
});

test('the replacement is taken as it is written, whatever signs are in it', () => {
  expect(apply(patch('a = 1', 'a = "$& $1 $$"'))).toContain('const a = "$& $1 $$";');
});

test('patches of other files change nothing', () => {
  expect(apply(patch('b = 2', 'b = 3', 'src/server/other.ts'))).toBe(TEXT);
});

test('several patches are applied in turn, each to what those before it left', () => {
  expect(apply(patch('a = 1', 'a = 10'), patch('a = 10', 'a = 100'))).toContain('a = 100');
});

test('a piece that is no longer there is reported with its file and its text', () => {
  const rotted = () => apply(patch('const d = 4;', ''));
  expect(rotted).toThrow(PatchRotted);
  expect(rotted).toThrow(/src\/server\/some\.ts no longer has this piece[^]*const d = 4;/);
});

test('a piece that is there twice is reported, since nobody knows which is meant', () => {
  expect(() => apply(patch('= 2', '= 3'))).toThrow(/has this piece 2 times[^]*= 2/);
});

test('a piece that another patch has taken away is reported as such', () => {
  const conflict = () => apply(patch('const b = 2;\n', ''), patch('b = 2', 'b = 3'));
  expect(conflict).toThrow(/another patch of the same build[^]*b = 2/);
});

test('a patch that replaces nothing is refused', () => {
  expect(() => apply(patch('', 'const d = 4;'))).toThrow(PatchRotted);
});
