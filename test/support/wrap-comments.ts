// Wraps comments at 100 columns: `npm run fix:comments`. The formatter breaks code and leaves
// comments alone, and the house test only complains. Touches whole-line comments with a line that
// is too wide, and no other text.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const WIDTH = 100;
const ROOT = join(import.meta.dirname, '..', '..');

// Tools read these line by line.
const DIRECTIVE = /^\s*(\/\/|\*)\s*(@|eslint-|prettier-|[-*•|] |\d+\. )/;

/** The text with every comment that was too wide wrapped anew, by paragraph. */
export function wrapComments(text: string): string {
  const lines = text.split('\n').flatMap(openUp);
  const wrapped: string[] = [];
  let start = 0;
  while (start < lines.length) {
    const prefix = prefixOf(lines[start] ?? '');
    let end = start + 1;
    while (prefix !== null && end < lines.length && prefixOf(lines[end] ?? '') === prefix) end += 1;
    const block = lines.slice(start, end);
    wrapped.push(...(prefix === null ? block : wrapBlock(block, prefix)));
    start = end;
  }
  return wrapped.join('\n');
}

/** A docblock of one line that is too wide becomes one of three. */
function openUp(line: string): string[] {
  const found = /^(\s*)\/\*\* (.*) \*\/$/.exec(line);
  if (found === null || line.length <= WIDTH) return [line];
  const [, indent = '', words = ''] = found;
  return [`${indent}/**`, `${indent} * ${words}`, `${indent} */`];
}

/**
 * What each line of a paragraph begins with; null for code, for an empty comment line and for a
 * directive.
 */
function prefixOf(line: string): string | null {
  if (DIRECTIVE.test(line)) return null;
  return /^(\s*(?:\/\/|\*) )\S/.exec(line)?.[1] ?? null;
}

function wrapBlock(block: readonly string[], prefix: string): string[] {
  if (block.every((line) => line.length <= WIDTH)) return [...block];
  const words = block.flatMap((line) => line.slice(prefix.length).trim().split(/\s+/));
  const lines: string[] = [];
  let current = '';
  for (const word of words) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && prefix.length + longer.length > WIDTH) {
      lines.push(prefix + current);
      current = word;
    } else {
      current = longer;
    }
  }
  return [...lines, prefix + current];
}

function main(): void {
  for (const folder of ['src', 'test']) {
    for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(name)) continue;
      const path = join(ROOT, folder, name);
      const before = readFileSync(path, 'utf8');
      const after = wrapComments(before);
      if (after === before) continue;
      writeFileSync(path, after);
      console.log(`${folder}/${name}`);
    }
  }
}

if (import.meta.filename === process.argv[1]) main();
