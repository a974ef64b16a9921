// Takes the code out of a document, as a reader would copy it.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Document {
  readonly text: string;
  /** The languages of its snippets, in their order. */
  readonly languages: readonly string[];
  /** The snippets of a language, in their order. */
  snippets(language: string): string[];
  /** The `index`th of them. */
  snippet(language: string, index?: number): string;
}

/** Reads `README.md` or a document below `docs/`. */
export async function readDocument(name: string): Promise<Document> {
  const text = await readFile(join(ROOT, name), 'utf8');
  const all = [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, code]) => ({
    language: String(language),
    code: String(code),
  }));
  const snippets = (language: string): string[] =>
    all.filter((one) => one.language === language).map(({ code }) => code);
  return {
    text,
    languages: all.map(({ language }) => language),
    snippets,
    snippet(language, index = 0) {
      const found = snippets(language)[index];
      if (found === undefined) throw new Error(`${name} shows no ${language} number ${index}.`);
      return found;
    },
  };
}
