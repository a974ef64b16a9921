// Writes a file where somebody asked for it, or says why it cannot be there.

import { renameSync, writeFileSync } from 'node:fs';
import { Mistyped } from './options.ts';

/** Whole or not at all: whoever is killed here leaves the file as it was. Throws `Mistyped`. */
export function writeWhole(file: string, text: string): void {
  const beside = `${file}.new`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such folder' : message;
    throw new Mistyped(`${file} cannot be written: ${why}.`);
  }
}
