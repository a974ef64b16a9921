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
  await build('demo');
  await build('frame');
}

/**
 * In its own process: this one has NODE_ENV=test, which would put React's development build into
 * the demo.
 */
export async function build(mode: 'demo' | 'frame'): Promise<void> {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--mode', mode, '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`vite build --mode ${mode} failed (code ${code ?? 'none'}).`);
}
