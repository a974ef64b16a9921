// A figure names the commit of the sources that it was measured with.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commitOf } from '../../../src/sim/command/commit.ts';

let root: string;
let room: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'payonce-commit-'));
  room = join(root, 'src', 'sim');
  mkdirSync(room, { recursive: true });
  writeFileSync(join(room, 'world.ts'), 'one');
  writeFileSync(join(root, 'report.md'), 'one');
});

afterEach(() => rmSync(root, { recursive: true }));

function git(...words: readonly string[]): string {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
  return execFileSync('git', [...who, ...words], { cwd: root, encoding: 'utf8' }).trim();
}

function committed(): string {
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'Begin');
  return git('rev-parse', '--short', 'HEAD');
}

test('the commit by its short name, whatever the report has come to', () => {
  const name = committed();
  writeFileSync(join(root, 'report.md'), 'two');
  expect(commitOf(room)).toBe(name);
});

test('sources that differ from it are owned up to', () => {
  const name = committed();
  writeFileSync(join(room, 'world.ts'), 'two');
  expect(commitOf(room)).toBe(`${name} with changes`);
});

test('none outside of a repository', () => {
  expect(commitOf(room)).toBe(null);
});
