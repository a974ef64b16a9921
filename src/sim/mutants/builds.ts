// The builds of the simulator that a proof needs, each bundled once. Knows which patches a build
// has; does not know what is done with it.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, ownBuilds } from './building.ts';
import type { Patch } from './patching.ts';
import { nameOf, patchesOf, type Variant } from './table.ts';

export class Builds {
  readonly #root: string;
  readonly #folder: string;
  readonly #made = new Map<string, Promise<URL>>();

  constructor(root: string) {
    this.#root = root;
    this.#folder = `${ownBuilds(root)}/mutants`;
  }

  /** `more` goes by `name`: patches beside those of the variant. */
  of(variant: Variant, name = '', more: readonly Patch[] = []): Promise<URL> {
    const full = name === '' ? nameOf(variant) : `${nameOf(variant)}-${name}`;
    const known = this.#made.get(full);
    if (known !== undefined) return known;
    const made = this.#make(full, [...patchesOf(variant), ...more]);
    this.#made.set(full, made);
    return made;
  }

  clear(): void {
    this.#made.clear();
    rmSync(join(this.#root, this.#folder), { recursive: true, force: true });
  }

  async #make(name: string, patches: readonly Patch[]): Promise<URL> {
    const folder = `${this.#folder}/${name}`;
    const build = { root: this.#root, entry: 'src/sim/mutants/worker.ts', folder, patches };
    return pathToFileURL(await bundle(build));
  }
}
