// The doors: what outsiders may import, and what that brings along. A door decides nothing; it
// names what is public.

import ts from 'typescript';
import { importsOf, packagesBehind, reachable } from './imports.ts';
import { isSource, lineCount, roomOf } from './tree.ts';
import type { Check, Tree } from './tree.ts';

const MAX_DOOR_LINES = 30;

/** What starts by itself, and so needs nobody to import it. */
export const ENTRIES = [
  'src/styles.css',
  'src/sim/run.ts',
  'src/sim/mutants/worker.ts',
  'src/sim/profile/profiled.ts',
  'src/sim/worker.ts',
  'src/shop/start.ts',
  'src/shop/bank.ts',
  'src/shop/operator.ts',
  'src/shop/main.tsx',
  'src/frame/card.ts',
  'src/frame/card.css',
];

export function doorsOf(tree: Tree): string[] {
  return [...tree.keys()].filter((path) => roomOf(path) === 'door' && isSource(path));
}

/** A door is a comment and re-exports by name, on one short page. */
export const doorsOnlyReExport: Check = (tree) =>
  doorsOf(tree).flatMap((path) => {
    const text = tree.get(path) ?? '';
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
    const other = source.statements.find((statement) => !isReExport(statement));
    const faults: string[] = [];
    if (other !== undefined) faults.push(`${path} does more than re-export by name`);
    if (lineCount(text) > MAX_DOOR_LINES) faults.push(`${path} is longer than a door`);
    return faults;
  });

function isReExport(statement: ts.Statement): boolean {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return false;
  return statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause);
}

/** The names that a door exports, types marked, in the order of the alphabet. */
export function exportsOf(tree: Tree, door: string): string[] {
  const source = ts.createSourceFile(door, tree.get(door) ?? '', ts.ScriptTarget.Latest);
  const names = source.statements.filter(ts.isExportDeclaration).flatMap((statement) => {
    const clause = statement.exportClause;
    if (clause === undefined || !ts.isNamedExports(clause)) return [];
    return clause.elements.map((element) => {
      const isType = statement.isTypeOnly || element.isTypeOnly;
      return isType ? `type ${element.name.text}` : element.name.text;
    });
  });
  return names.sort();
}

/** Every file is behind a door or starts by itself; the rest is dead. */
export const nothingIsDead: Check = (tree) => {
  const alive = reachable(importsOf(tree), [...doorsOf(tree), ...ENTRIES]);
  return [...tree.keys()]
    .filter((path) => path.startsWith('src/') && !alive.has(path))
    .map((path) => `${path} is behind no door and started by nobody`);
};

/** The rooms that one finds behind a door. */
export function roomsBehind(tree: Tree, door: string): string[] {
  const files = [...reachable(importsOf(tree), [door])];
  const rooms = files
    .map((path) => roomOf(path))
    .filter((room) => room !== null && room !== 'door');
  return [...new Set(rooms as string[])].sort();
}

export function packagesBehindDoor(tree: Tree, door: string): string[] {
  return packagesBehind(importsOf(tree), door);
}
