// How a file of this house looks: small, opened by a comment, exporting by name, named after one
// thing. Knows texts and names; who imports whom is in rooms.ts.

import ts from 'typescript';
import { isCode, isSource, lineCount, roomOf } from './tree.ts';
import type { Check, Tree } from './tree.ts';

export const MAX_LINES = 260;
export const MAX_COMMENT_COLUMNS = 100;

export const filesAreSmall: Check = (tree) =>
  code(tree)
    .filter(([, text]) => lineCount(text) > MAX_LINES)
    .map(([path, text]) => `${path} has ${lineCount(text)} lines, more than ${MAX_LINES}`);

export interface Sizes {
  readonly files: number;
  readonly lines: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

/** How long the source files are. */
export function sizes(tree: Tree): Sizes {
  const sorted = [...tree]
    .filter(([path]) => isSource(path))
    .map(([, text]) => lineCount(text))
    .sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return {
    files: sorted.length,
    lines: sorted.reduce((sum, lines) => sum + lines, 0),
    median: at(0.5),
    p90: at(0.9),
    max: sorted.at(-1) ?? 0,
  };
}

/** A file opens by saying what it knows. */
export const filesOpenWithComment: Check = (tree) =>
  code(tree)
    .filter(([, text]) => !/^(#!.*\n)?\/[/*]/.test(text))
    .map(([path]) => `${path} does not open with a comment`);

/** The formatter breaks code, and leaves comments to us. */
export const commentsFit: Check = (tree) =>
  code(tree).flatMap(([path, text]) =>
    text.split('\n').flatMap((line, index) => {
      const tooLong = /^\s*(\/\/|\/?\*)/.test(line) && [...line].length > MAX_COMMENT_COLUMNS;
      // One word that cannot be broken, such as an address, may stick out.
      const breakable = line.trim().split(/\s+/).length > 2;
      return tooLong && breakable ? [`${path}:${index + 1} is a comment wider than 100`] : [];
    }),
  );

export const noDefaultExports: Check = (tree) =>
  code(tree)
    .filter(([path, text]) => parse(path, text).statements.some(exportsDefault))
    .map(([path]) => `${path} has a default export`);

function exportsDefault(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.isExportDeclaration(statement)) {
    const clause = statement.exportClause;
    if (clause === undefined || !ts.isNamedExports(clause)) return false;
    return clause.elements.some((element) => element.name.text === 'default');
  }
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) ?? false;
}

const VAGUE = /(^|\/)(utils?|helpers?|common|misc|shared|stuff)(\/|\.)/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.((dom|sim)\.)?test|\.d)?\.(tsx?|css|svg)$/;

/** Names are kebab-case nouns; no barrel and no drawer for odds and ends. */
export const namesSayWhat: Check = (tree) =>
  [...tree.keys()]
    .filter((path) => /^(src|test)\//.test(path))
    .flatMap((path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (VAGUE.test(path.slice(path.indexOf('/')))) return [`${path}: name it after what it is`];
      if (/^index\.tsx?$/.test(name) && roomOf(path) !== 'door') return [`${path} is a barrel`];
      return KEBAB.test(name) ? [] : [`${path} is not kebab-case`];
    });

const TEST_ROOMS = new Set([
  'house',
  'support',
  'database',
  'process',
  'browser',
  'package',
  'bench',
  'chaos',
]);

/** `test` has the rooms of `src`, and the few that test more than one. */
export const testsMirrorSource: Check = (tree) =>
  [...tree.keys()]
    .filter((path) => path.startsWith('test/'))
    .filter((path) => {
      const room = path.split('/')[1] ?? '';
      const mirrors = [...tree.keys()].some((other) => other.startsWith(`src/${room}/`));
      return !TEST_ROOMS.has(room) && !mirrors;
    })
    .map((path) => `${path} mirrors no room`);

function code(tree: Tree): [string, string][] {
  return [...tree].filter(([path]) => isCode(path));
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
}
