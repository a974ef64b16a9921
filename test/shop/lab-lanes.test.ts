// The page of the lab leaves out nothing that can be armed.

import { expect, test } from 'vitest';
import { FAULT_POINTS } from '../../src/bank/faults.ts';
import { SHOP_FAULT_POINTS } from '../../src/shop/lab/faults.ts';
import { BANK_FAULTS, SERVER_FAULTS } from '../../src/shop/lab/lanes.ts';

test('every fault of the server has its switch', () => {
  expect(SERVER_FAULTS.map(({ point }) => point)).toEqual(SHOP_FAULT_POINTS);
});

test('every fault of the bank has its switch', () => {
  const offered = BANK_FAULTS.map(({ point }) => point);
  expect(offered).toEqual(expect.arrayContaining([...FAULT_POINTS]));
});
