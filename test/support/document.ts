// Takes the code out of a document, as a reader would copy it.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Document {
  readonly text: string;
  /** The languages of its snippets, in their order. */
  readonly languages: readonly string[];
  /** The `index`th snippet of a language. */
  snippet(language: string, index?: number): string;
}

/** Reads `README.md` or a document below `docs/`. */
export async function readDocument(name: string): Promise<Document> {
  const text = await readFile(join(ROOT, name), 'utf8');
  const all = [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, code]) => ({
    language: String(language),
    code: String(code),
  }));
  return {
    text,
    languages: all.map(({ language }) => language),
    snippet(language, index = 0) {
      const found = all.filter((one) => one.language === language)[index];
      if (found === undefined) throw new Error(`${name} shows no ${language} number ${index}.`);
      return found.code;
    },
  };
}
