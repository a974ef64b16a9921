// A page as people see it on a phone and on a desktop, light and dark: nothing that axe objects to,
// nothing wider than the screen, and no foreign script let in. With PAYONCE_SHOTS=<folder> each
// look is also kept as a picture.

import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { axe } from './axe.ts';
import { CALM } from './place.ts';

const SCREENS = [
  { name: 'phone', viewport: { width: 390, height: 844 } },
  { name: 'desktop', viewport: { width: 1280, height: 900 } },
] as const;
const SCHEMES = ['light', 'dark'] as const;

/** A context whose pages will be looked at: a colour halfway between two is no colour of ours. */
export const STILL = { ...CALM, viewport: SCREENS[0].viewport };

/** Everything that a browser complained of on the context's pages, from now on. */
export function complaintsOf(context: BrowserContext): readonly string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (/Content Security Policy|Trusted|Warning:/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  return complaints;
}

/** Turns light on and off, and changes the screen, around a scene that stands. */
export async function lookAround(page: Page, scene: string): Promise<void> {
  for (const { name, viewport } of SCREENS) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await look(page, `${scene}-${name}-${colorScheme}`, viewport.width);
    }
  }
}

async function look(page: Page, name: string, width: number): Promise<void> {
  expect(await axe(page), name).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(width);
  const folder = process.env['PAYONCE_SHOTS'];
  if (folder === undefined) return;
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
}
