// Which commit a figure was measured at: a hash over traces is one of the code that made them.

import { execFileSync } from 'node:child_process';

/** What decides a run, from the repository's top. The report itself does not. */
const DECISIVE = [':/src', ':/package.json', ':/package-lock.json'];

/** Its short name, and whether the sources differ from it; null: `folder` is in no repository. */
export function commitOf(folder: string): string | null {
  try {
    const name = git(folder, 'rev-parse', '--short', 'HEAD');
    const changes = git(folder, 'status', '--porcelain', '--', ...DECISIVE);
    return changes === '' ? name : `${name} with changes`;
  } catch {
    // No git, no repository, no commit: the figures stand without a name.
    return null;
  }
}

function git(folder: string, ...words: readonly string[]): string {
  const said = execFileSync('git', words, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return said.trim();
}
