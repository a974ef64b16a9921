// A page with two checkouts for one cart, by the React door and in StrictMode, as a careless
// storefront might make it: the shop's own document, with another script in the place of the
// shop's.

import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import type { Page } from 'playwright-core';

/** Opens the page for the cart of the cookie and waits until both checkouts can be paid. */
export async function openTwoWidgets(page: Page, shopUrl: string): Promise<void> {
  const body = await bundled();
  await page.route('**/assets/*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body }),
  );
  await page.goto(`${shopUrl}/checkout`);
  await page.locator('[data-payonce-status="ready"]').nth(1).waitFor();
}

async function bundled(): Promise<string> {
  const result = await build({
    configFile: false,
    // The tool remarks on "use client", which means nothing here.
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"development"' },
    build: {
      write: false,
      rolldownOptions: {
        input: join(import.meta.dirname, 'two-widgets-page.tsx'),
        onLog: () => undefined,
      },
    },
  });
  const [output] = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[];
  const chunk = output?.output.find((one) => one.type === 'chunk');
  if (chunk?.type !== 'chunk') throw new Error('The page with two widgets did not build.');
  return chunk.code;
}
