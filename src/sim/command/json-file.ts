// Reads what the command wrote for itself, and looks at its outline. Knows no shape.

import { readFile } from 'node:fs/promises';
import { Mistyped } from './options.ts';

/**
 * Undefined: there is no such file; null: it holds no JSON. Throws `Mistyped` where it cannot be
 * read.
 */
export async function jsonIn(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Mistyped(`${file} cannot be read: ${(error as Error).message}.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

type TypeName = 'string' | 'number' | 'object';

/** Whether it is an object whose fields of these names are of these types, and not null. */
export function hasFields(
  value: unknown,
  names: Readonly<Partial<Record<TypeName, readonly string[]>>>,
): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.entries(names).every(([type, wanted]) =>
    wanted.every((name) => typeof fields[name] === type && fields[name] !== null),
  );
}
