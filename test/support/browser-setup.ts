// Before the browser tests: finds a Chromium and says which, and builds the demo as a person's `npm
// run build` would, so that no test runs against an older build.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { describeChromium, findChromium } from './chromium.ts';
import type { FoundChromium } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** For `launchChromium`. */
    chromium: FoundChromium;
  }
}

const ROOT = join(import.meta.dirname, '..', '..');

export async function setup(project: TestProject): Promise<void> {
  const found = await findChromium();
  console.log(`\nBrowser tests run in ${describeChromium(found)}\n`);
  project.provide('chromium', found);
  await buildMissing();
}

// In its own process: this one has NODE_ENV=test, which would put React's development build into
// the demo. The shop's own way of building leaves the stamps by which a shop knows that it need not
// build again.
async function buildMissing(): Promise<void> {
  const script = "(await import('./src/shop/builds.ts')).buildMissing(['demo', 'frame'])";
  const { NODE_ENV: _, ...env } = process.env;
  const options = ['--import', 'tsx', '--input-type=module', '-e', `await ${script}`];
  const child = spawn(process.execPath, options, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The demo could not be built (code ${code ?? 'none'}).`);
}
