// Before the browser tests: finds a Chromium and says which, and builds the demo as a person's `npm
// run build` would, so that no test runs against an older build.

import type { TestProject } from 'vitest/node';
import { describeChromium, findChromium } from './chromium.ts';
import type { FoundChromium } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** For `launchChromium`. */
    chromium: FoundChromium;
  }
}

export async function setup(project: TestProject): Promise<void> {
  const found = await findChromium();
  console.log(`\nBrowser tests run in ${describeChromium(found)}\n`);
  project.provide('chromium', found);
}
