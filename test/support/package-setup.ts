// Builds and packs the package once for all tests of the project, and tells them where it is.

import type { TestProject } from 'vitest/node';
import { pack, type Packed } from '../package/install.ts';

declare module 'vitest' {
  interface ProvidedContext {
    packed: Packed;
  }
}

export async function setup(project: TestProject): Promise<void> {
  project.provide('packed', await pack());
}
