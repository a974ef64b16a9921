// Who imports whom: every import, export-from, dynamic import and stylesheet import of a tree,
// types included, resolved to a file of the tree or to the name of a package. Knows syntax, no
// rules.

import { posix } from 'node:path';
import ts from 'typescript';
import { isSource } from './tree.ts';
import type { Tree } from './tree.ts';

export interface Import {
  readonly from: string;
  /** As written. */
  readonly specifier: string;
  /** The file of the tree that it leads to; null for a package. */
  readonly file: string | null;
  /** The package's name, `node:fs` or `@scope/name`; null for a file. */
  readonly package: string | null;
}

/**
 * Every import of every source file. A relative one that leads nowhere has neither file nor
 * package.
 */
export function importsOf(tree: Tree): Import[] {
  return [...tree]
    .filter(([path]) => isSource(path) || path.endsWith('.css'))
    .flatMap(([path, text]) => specifiers(path, text).map((name) => resolve(tree, path, name)));
}

function specifiers(path: string, text: string): string[] {
  if (path.endsWith('.css')) {
    return [...text.matchAll(/@import\s+(?:url\()?['"]([^'"]+)['"]/g)].map(
      (found) => found[1] ?? '',
    );
  }
  return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
}

function resolve(tree: Tree, from: string, specifier: string): Import {
  if (!specifier.startsWith('.')) {
    return { from, specifier, file: null, package: packageName(specifier) };
  }
  // Vite's `?url` and `?raw` lead to the same file.
  const path = posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ''));
  return { from, specifier, file: tree.has(path) ? path : null, package: null };
}

export function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

/** Everything that `entries` lead to, themselves included. */
export function reachable(imports: readonly Import[], entries: readonly string[]): Set<string> {
  const next = new Map<string, string[]>();
  for (const { from, file } of imports) {
    if (file !== null) next.set(from, [...(next.get(from) ?? []), file]);
  }
  const seen = new Set(entries);
  for (const path of seen) for (const file of next.get(path) ?? []) seen.add(file);
  return seen;
}

/** The packages that `entry` needs, by whatever way. */
export function packagesBehind(imports: readonly Import[], entry: string): string[] {
  const files = reachable(imports, [entry]);
  const names = imports.filter(({ from }) => files.has(from)).map((item) => item.package);
  return [...new Set(names)].filter((name) => name !== null).sort();
}
