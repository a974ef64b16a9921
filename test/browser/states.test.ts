// Every state as a person sees it, on a phone and on a desktop, light and dark.

import { expect, test } from 'vitest';
import { BANK_SCENES } from './bank-states.ts';
import { complaintsOf, lookAround, STILL } from './looks.ts';
import { usePlace } from './place.ts';
import type { Scene } from './scene.ts';
import { fillCart, untilStatus } from './shopper.ts';
import { SCENES } from './states.ts';

const place = usePlace();

async function show(scene: Scene): Promise<void> {
  const context = await place.browser.newContext(STILL);
  await fillCart(context, place.shop.url);
  const complaints = complaintsOf(context);
  const page = await context.newPage();
  await scene.set(page, place.shop);
  await untilStatus(page, scene.status);
  await lookAround(page, scene.name);
  expect(complaints).toEqual([]);
  await context.close();
}

for (const scene of [...SCENES, ...BANK_SCENES]) {
  test(`${scene.name} is accessible and fits, on phone and desktop, light and dark`, async () => {
    await show(scene);
  });
}
