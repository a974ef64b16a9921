// What a run notes of a page: that it says for sure that nothing was charged, of whichever notice.

import { expect, test } from 'vitest';
import { LOADING, type Notice } from '../../src/client/snapshot.ts';
import { shownOf } from '../../src/sim/shown.ts';

test.each<[Notice | null, boolean]>([
  [null, false],
  [{ type: 'other-tab' }, false],
  [{ type: 'shop-down', certain: false }, false],
  [{ type: 'shop-down', certain: true }, true],
  [{ type: 'quote-changed', certain: false }, false],
  [{ type: 'quote-changed', certain: true }, true],
])('of %o it is noted that it says that nothing was charged: %s', (notice, isSaid) => {
  expect(shownOf({ ...LOADING, notice }).saysNothingCharged).toBe(isSaid);
});
