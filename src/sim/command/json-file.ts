// Reads what the command wrote for itself. Knows no shape.

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
