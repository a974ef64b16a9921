// Every state as a person sees it, on a phone and on a desktop, light and dark: nothing that axe
// objects to, nothing wider than the screen, and no foreign script let in. With
// PAYONCE_SHOTS=<folder> each is also kept as a picture, to be looked at.

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axe } from './axe.ts';
import { usePlace } from './place.ts';
import { fillCart, untilStatus } from './shopper.ts';
import { BANK_SCENES } from './bank-states.ts';
import type { Scene } from './scene.ts';
import { SCENES } from './states.ts';

const place = usePlace();
const shots = process.env['PAYONCE_SHOTS'];

const SCREENS = [
  { name: 'phone', viewport: { width: 390, height: 844 } },
  { name: 'desktop', viewport: { width: 1280, height: 900 } },
] as const;
const SCHEMES = ['light', 'dark'] as const;

/**
 * Brings the scene about once, and then turns light on and off and changes the screen around it.
 */
async function show(scene: Scene): Promise<void> {
  const context = await place.browser.newContext({
    viewport: SCREENS[0].viewport,
    // A colour halfway between two is no colour of ours.
    reducedMotion: 'reduce',
  });
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
  for (const { name, viewport } of SCREENS) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await look(page, `${scene.name}-${name}-${colorScheme}`, viewport.width);
    }
  }
  expect(complaints).toEqual([]);
  await context.close();
}

async function look(page: Page, name: string, width: number): Promise<void> {
  expect(await axe(page), name).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(width);
  if (shots === undefined) return;
  const path = join(shots, `${name}.png`);
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
}

for (const scene of [...SCENES, ...BANK_SCENES]) {
  test(`${scene.name} is accessible and fits, on phone and desktop, light and dark`, async () => {
    await show(scene);
  });
}
