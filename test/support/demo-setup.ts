// Before tests that run the shop: builds the demo as a person's `npm start` would, so that no test
// runs against an older build and no two of them build at once.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

// In its own process: this one has NODE_ENV=test, which would put React's development build into
// the demo. The shop's own way of building leaves the stamps by which a shop knows that it need not
// build again.
export async function setup(): Promise<void> {
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
