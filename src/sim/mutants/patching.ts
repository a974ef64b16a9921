// Replaces pieces of a source text, each of which must occur exactly once: a patch whose text has
// changed in the meantime is reported, never skipped. Knows no files and no mutants.

/** One piece of one source file, and what stands in its place. */
export interface Patch {
  /** From the repository's root, with forward slashes. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** The text that a patch is for is not there, or is there more than once. */
export class PatchRotted extends Error {
  override readonly name = 'PatchRotted';
}

/**
 * The text of `file` with its patches applied one after the other, each to what those before it
 * left. Patches of other files are passed over.
 */
export function patched(file: string, text: string, patches: readonly Patch[]): string {
  let result = text;
  for (const patch of patches) {
    if (patch.file === file) result = replaceOnce(result, patch, text);
  }
  return result;
}

function replaceOnce(text: string, { file, find, replace }: Patch, original: string): string {
  if (find === '') throw new PatchRotted(`${file}: a patch must say what it replaces.`);
  const parts = text.split(find);
  const [before, after] = parts;
  if (parts.length === 2) return `${before ?? ''}${replace}${after ?? ''}`;
  const snippet = `\n--- the piece ---\n${find}\n---`;
  if (parts.length > 2) {
    throw new PatchRotted(`${file} has this piece ${parts.length - 1} times, not once.${snippet}`);
  }
  throw new PatchRotted(
    original.includes(find)
      ? `${file}: another patch of the same build has taken this piece away.${snippet}`
      : `${file} no longer has this piece: write the patch anew for the code of today.${snippet}`,
  );
}

/** The files that a build's patches are for, each once. */
export function patchedFiles(patches: readonly Patch[]): ReadonlySet<string> {
  return new Set(patches.map(({ file }) => file));
}
