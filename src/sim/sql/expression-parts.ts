// What an expression is made of, seen from outside: its parts, and whether two are the same. Knows
// nothing of what they mean.

import type { Expression, Query } from './ast.ts';
import { shortName } from './sql-type.ts';

/** Not what stands in a query inside it. */
export function partsOf(tree: Expression): readonly Expression[] {
  switch (tree.type) {
    case 'literal':
    case 'parameter':
    case 'column':
    case 'exists':
    case 'scalar':
      return [];
    case 'and':
    case 'or':
    case 'binary':
      return [tree.left, tree.right];
    case 'not':
    case 'negative':
    case 'is':
    case 'cast':
    case 'field':
    case 'in-query':
      return [tree.operand];
    case 'in':
      return [tree.operand, ...tree.list];
    case 'call':
      return [...tree.parameters, ...tree.orderBy.map(({ expression }) => expression)];
    case 'case': {
      const branches = tree.branches.flatMap(({ when, then }) => [when, then]);
      return tree.otherwise === null ? branches : [...branches, tree.otherwise];
    }
    default: {
      const never: never = tree;
      return never;
    }
  }
}

export function someExpression(tree: Expression, is: (part: Expression) => boolean): boolean {
  return is(tree) || partsOf(tree).some((part) => someExpression(part, is));
}

/** Wherever they stand. */
export function sameExpression(a: Expression, b: Expression): boolean {
  return wordsOf(a) === wordsOf(b);
}

function wordsOf(tree: Expression): string {
  return JSON.stringify(tree, (name, value: unknown) => (name === 'at' ? undefined : value));
}

/** What a column is called that is made of this. */
export function nameOf(tree: Expression): string {
  return wordFor(tree).word;
}

/** A weak word gives way to that of a cast or CASE around it. */
interface Word {
  readonly word: string;
  readonly isWeak: boolean;
}

const NAMELESS: Word = { word: '?column?', isWeak: true };

function wordFor(tree: Expression): Word {
  switch (tree.type) {
    case 'column':
    case 'call':
    case 'field':
      return { word: tree.name, isWeak: false };
    case 'cast': {
      const inner = wordFor(tree.operand);
      return inner.isWeak ? { word: shortName(tree.to), isWeak: true } : inner;
    }
    case 'case': {
      const inner = tree.otherwise === null ? NAMELESS : wordFor(tree.otherwise);
      return inner.isWeak ? { word: 'case', isWeak: true } : inner;
    }
    case 'exists':
      return { word: 'exists', isWeak: false };
    case 'scalar':
      return firstWord(tree.query);
    default:
      return NAMELESS;
  }
}

function firstWord(query: Query): Word {
  if (query.type === 'union') {
    return query.parts[0] === undefined ? NAMELESS : firstWord(query.parts[0]);
  }
  const [item] = query.items;
  if (item?.type !== 'expression') return NAMELESS;
  const word = item.alias ?? nameOf(item.expression);
  return { word, isWeak: false };
}
