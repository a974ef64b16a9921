// Every state as a person sees it, on a phone and on a desktop, light and dark: nothing that axe
// objects to, nothing wider than the screen, and no foreign script let in. With
// PAYONCE_SHOTS=<folder> each is also kept as a picture, to be looked at.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { usePlace } from './place.ts';
import { fillCart, untilStatus } from './shopper.ts';
import { SCENES, type Scene } from './states.ts';

const place = usePlace();
const shots = process.env['PAYONCE_SHOTS'];

const SCREENS = [
  { name: 'phone', viewport: { width: 390, height: 844 } },
  { name: 'desktop', viewport: { width: 1280, height: 900 } },
] as const;
const SCHEMES = ['light', 'dark'] as const;

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function axe(page: Page): Promise<string[]> {
  const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  // By the debugger, which no Content-Security-Policy stops: the page's own stays on.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: await readFile(source, 'utf8') });
  const findings = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: (on: Document, options: object) => Promise<{ violations: unknown }> };
    };
    return (await axe.run(document, { iframes: false })).violations;
  });
  return (findings as Finding[]).map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

async function show(scene: Scene, screen: (typeof SCREENS)[number], scheme: 'light' | 'dark') {
  const { viewport } = screen;
  const context = await place.browser.newContext({ viewport, colorScheme: scheme });
  await fillCart(context, place.shop.url);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|TrustedHTML|Warning:/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await scene.set(page, place.shop);
  await untilStatus(page, scene.status);
  expect(await axe(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
  expect(complaints).toEqual([]);
  if (shots !== undefined) {
    const path = join(shots, `${scene.name}-${screen.name}-${scheme}.png`);
    await page.screenshot({ path, fullPage: true, animations: 'disabled' });
  }
  await context.close();
}

for (const scene of SCENES) {
  test(`${scene.name} is accessible and fits, on phone and desktop, light and dark`, async () => {
    for (const screen of SCREENS) {
      for (const scheme of SCHEMES) await show(scene, screen, scheme);
    }
  });
}
