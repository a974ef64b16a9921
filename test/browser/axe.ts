// What axe objects to on a page, as it stands. Goes past the page's Content-Security-Policy, which
// stays on for everybody else.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Each rule that is broken, with the first element that breaks it. */
export async function axe(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await bringIn(page);
  const findings = await page.evaluate(async () => {
    const { axe: tool } = globalThis as unknown as {
      axe: { run: (on: Document, options: object) => Promise<{ violations: unknown }> };
    };
    return (await tool.run(document, { iframes: false })).violations;
  });
  return (findings as Finding[]).map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

async function bringIn(page: Page): Promise<void> {
  const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  // By the debugger, which no policy stops.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: await readFile(source, 'utf8') });
}
