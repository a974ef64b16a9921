// The files of this repository as the house checks see them: paths and texts, read once. A check
// takes a tree and answers what is wrong in it, so that each can be shown to fail on a tree that a
// test makes up.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Text by path from the root of the repository, with forward slashes. */
export type Tree = ReadonlyMap<string, string>;

/** What a check found: one sentence each, beginning with the file. Empty is good. */
export type Check = (tree: Tree) => string[];

const ROOT = join(import.meta.dirname, '..', '..');

// What git does not keep, and what is not text.
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.payonce', 'test-results']);
const BINARY = /\.(png|jpe?g|webp|avif|ico|woff2?|pdf)$/;
// A lock file is 160 KB and a picture is not read here; nothing that a person wrote comes near.
const MAX_BYTES = 1_000_000;

/** Every text file under the given folders and files of the repository. */
export function readTree(...places: string[]): Tree {
  const tree = new Map<string, string>();
  for (const place of places.length === 0 ? ['.'] : places) collect(place, tree);
  return tree;
}

function collect(path: string, tree: Map<string, string>): void {
  const full = join(ROOT, path);
  const found = statSync(full, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isDirectory()) {
    for (const name of readdirSync(full).sort()) {
      if (!NOT_OURS.has(name)) collect(path === '.' ? name : `${path}/${name}`, tree);
    }
  } else if (!BINARY.test(path) && !path.endsWith('.log') && found.size <= MAX_BYTES) {
    tree.set(path, readFileSync(full, 'utf8'));
  }
}

/** A made-up tree, for tests of the checks. */
export function madeUp(files: Readonly<Record<string, string>>): Tree {
  return new Map(Object.entries(files));
}

/** The room that a source file lives in; `door` right under `src`; null elsewhere. */
export function roomOf(path: string): string | null {
  const [top, room, ...rest] = path.split('/');
  if (top !== 'src' || room === undefined) return null;
  return rest.length === 0 ? 'door' : room;
}

export function isSource(path: string): boolean {
  return path.startsWith('src/') && /\.tsx?$/.test(path);
}

export function isCode(path: string): boolean {
  return /^(src|test)\/.*\.tsx?$/.test(path);
}

export function lineCount(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}
