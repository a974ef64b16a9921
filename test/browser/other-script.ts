// The shop's own document with another script in the place of the shop's: pages that the shop does
// not have, at its origin and under its Content-Security-Policy.

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import type { Page } from 'playwright-core';
import { guardFolder } from '../support/orphan-guard.ts';

const HERE = import.meta.dirname;

/**
 * Two checkouts for the cart of the cookie, by the React door and in StrictMode, as a careless
 * storefront might make them; waits until both can be paid.
 */
export async function openTwoWidgets(page: Page, shopUrl: string): Promise<void> {
  await open(page, shopUrl, join(HERE, 'two-widgets-page.tsx'));
  await page.locator('[data-payonce-status="ready"]').nth(1).waitFor();
}

/** What a reader wrote, with `payonce` as their bundler finds it. */
export async function openScript(page: Page, shopUrl: string, code: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'payonce-script-'));
  guardFolder(folder);
  const file = join(folder, 'page.ts');
  await writeFile(file, code);
  await open(page, shopUrl, file);
}

async function open(page: Page, shopUrl: string, input: string): Promise<void> {
  const body = await bundled(input);
  await page.route('**/assets/*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body }),
  );
  await page.goto(`${shopUrl}/checkout`);
}

async function bundled(input: string): Promise<string> {
  const result = await build({
    configFile: false,
    // The tool remarks on "use client", which means nothing here.
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"development"' },
    resolve: { alias: { payonce: join(HERE, '..', '..', 'src', 'index.ts') } },
    build: {
      write: false,
      rolldownOptions: { input, onLog: () => undefined },
    },
  });
  const [output] = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[];
  const chunk = output?.output.find((one) => one.type === 'chunk');
  if (chunk?.type !== 'chunk') throw new Error(`${input} did not build.`);
  return chunk.code;
}
