// Bundles the simulator for Node with some source files patched on their way in: the only place
// where a planted bug is ever in running code. Knows Vite; does not know what the patches are for.

import { existsSync, readdirSync, rmSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { build, type InlineConfig, type Plugin } from 'vite';
import { isRunning } from '../../node/is-running.ts';
import { patched, patchedFiles, type Patch } from './patching.ts';

export interface Build {
  /** The repository's root: patches name their files from here. */
  readonly root: string;
  /** The file to bundle, from the root. */
  readonly entry: string;
  /**
   * Where the bundle goes, from the root: below the repository, or packages that stay outside are
   * not found.
   */
  readonly folder: string;
  readonly patches: readonly Patch[];
  /** Beside the bundle, named as it is with `.map` behind. */
  readonly sourceMap?: boolean;
}

/** Git, the linter and the formatter all pass it over, and packages are found from it. */
const BUILDS_FOLDER = 'node_modules/.payonce-sim';

/** This process's own, so that others with other sources do not get in its way. */
export function ownBuilds(root: string): string {
  const all = join(root, BUILDS_FOLDER);
  // What a process could not take away itself, because it was killed, is taken away by the next.
  for (const name of existsSync(all) ? readdirSync(all) : []) {
    if (!/^\d+$/.test(name) || !isRunning(Number(name)))
      rmSync(join(all, name), { recursive: true, force: true });
  }
  return `${BUILDS_FOLDER}/${process.pid}`;
}

/** Answers where the bundle lies. Rejects when a patch found no place. */
export async function bundle(given: Build): Promise<string> {
  const { entry, folder, patches, sourceMap = false } = given;
  // The bundler names files as they really lie, and patches are found by those names.
  const root = await realpath(given.root);
  const outDir = resolve(root, folder);
  const missed = new Set(patchedFiles(patches));
  const plugin = patching(root, patches, missed);
  await build(configOf({ root, input: resolve(root, entry), outDir, plugin, sourceMap }));
  // A patch of a file that is not part of the simulator would be a bug that nobody can catch.
  if (missed.size > 0) throw new Error(`${entry} does not contain ${[...missed].join(', ')}`);
  return resolve(outDir, FILE);
}

const FILE = 'simulator.mjs';

interface Inputs {
  readonly root: string;
  readonly input: string;
  readonly outDir: string;
  readonly plugin: Plugin;
  readonly sourceMap: boolean;
}

function configOf({ root, input, outDir, plugin, sourceMap }: Inputs): InlineConfig {
  return {
    root,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'silent',
    plugins: [plugin],
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      minify: false,
      sourcemap: sourceMap,
      target: 'node20',
      reportCompressedSize: false,
      rolldownOptions: {
        input,
        // Packages hold no planted bugs, and a second copy of one would have a second state.
        external: (id) => !/^[./\0]|^[A-Za-z]:[\\/]/.test(id),
        output: { format: 'es', entryFileNames: FILE, codeSplitting: false },
      },
    },
  };
}

/** Takes each file that it has patched out of `missed`. */
function patching(root: string, patches: readonly Patch[], missed: Set<string>): Plugin {
  const files = patchedFiles(patches);
  return {
    name: 'payonce-mutants',
    // Before the types are stripped: patches are of the source as it is written.
    enforce: 'pre',
    transform: {
      filter: { id: /\.tsx?$/ },
      handler(text, id) {
        const file = relative(root, id).split(sep).join('/');
        if (!files.has(file)) return null;
        missed.delete(file);
        return { code: patched(file, text, patches), map: null };
      },
    },
  };
}
