// Presses that a limit of the server's has met.

import { expect, test } from 'vitest';
import { problem } from './answers.ts';
import { readyWorld } from './world.ts';

test('too many attempts are told with the time to wait, and Pay may be pressed after it', async () => {
  const { checkout, shop, clock, rest } = await readyWorld();
  shop.faults = [() => problem('too-many-attempts', {}, '40')];
  const result = checkout.submit();
  await rest();
  expect(await result).toMatchObject({ type: 'unavailable', certain: false });
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'error',
    notice: { type: 'too-many-attempts', retryAfterMs: 40_000 },
    canSubmit: true,
  });
  await clock.advance(40_000);
  const again = checkout.submit();
  await rest();
  expect(await again).toMatchObject({ type: 'paid' });
});

test('what is true is read and shown where a limit was met: another tab may have paid', async () => {
  const { checkout, shop, rest } = await readyWorld();
  shop.faults = [
    () => {
      shop.payElsewhere('tok_ok');
      return problem('too-many-attempts', {}, '40');
    },
  ];
  const result = checkout.submit();
  await rest();
  expect(await result).toMatchObject({ type: 'paid' });
  expect(checkout.getSnapshot()).toMatchObject({ status: 'paid', notice: null });
});
