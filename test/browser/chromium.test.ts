// The browser that the other browser tests run in loads a page, runs its script and draws text.

import { inject, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';

test('the browser that was found runs a page', async () => {
  const browser = await launchChromium(inject('chromium'));
  try {
    const page = await browser.newPage();
    await page.setContent(
      '<h1>before</h1><script>document.querySelector("h1").textContent = "after"</script>',
    );
    expect(await page.getByRole('heading').textContent()).toBe('after');
    const box = await page.getByRole('heading').boundingBox();
    expect(box?.height).toBeGreaterThan(10);
  } finally {
    await browser.close();
  }
});
