// The list of charges as the gateway reads it: whole pages or nothing, since a charge that was left
// out would be a charge that nobody looks for.

import { expect, test } from 'vitest';
import {
  answering,
  ASKING,
  CAPTURED,
  failing,
  KEY,
  never,
  ORDER,
  scriptedBank,
  systemError,
} from './scripted-bank.ts';

const LISTED = {
  ...CAPTURED,
  label: ORDER.label,
  createdAt: 1_000,
  refundedValue: 0,
  reversed: false,
};

test('a page is asked for from a time on, and then from where the last one ended', async () => {
  const { gateway, seen } = scriptedBank(answering(200, { charges: [], next: null }));
  await gateway.list(1234.5, null);
  await gateway.list(1234, 'a&b');
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET http://bank.test/charges?since=1234&limit=100',
    'GET http://bank.test/charges?since=1234&limit=100&cursor=a%26b',
  ]);
});

test('a page tells each charge with its key, label and time, and where the next begins', async () => {
  const { gateway } = scriptedBank(answering(200, { charges: [LISTED, ASKING_LISTED], next: '2' }));
  expect(await gateway.list(0, null)).toEqual({
    type: 'page',
    charges: [
      {
        gatewayKey: KEY,
        reference: ORDER.reference,
        createdAtMs: 1_000,
        amount: CAPTURED.amount,
        label: ORDER.label,
        fact: {
          type: 'succeeded',
          chargeId: 'ch_1',
          amount: CAPTURED.amount,
          method: CAPTURED.method,
          returnedValue: 0,
        },
      },
      expect.objectContaining({ fact: expect.objectContaining({ type: 'action' }) as unknown }),
    ],
    next: '2',
  });
});

test('a page tells what went back of a charge, and of one that was reversed, all of it', async () => {
  const charges = [
    { ...LISTED, refundedValue: 1200 },
    { ...LISTED, refundedValue: 1200, reversed: true },
  ];
  const { gateway } = scriptedBank(answering(200, { charges, next: null }));
  expect(await gateway.list(0, null)).toMatchObject({
    charges: [
      { fact: { returnedValue: 1200 } },
      { fact: { returnedValue: CAPTURED.amount.value } },
    ],
  });
});

test('the charges of one reference are asked for as such', async () => {
  const { gateway, seen } = scriptedBank(answering(200, { charges: [LISTED], next: null }));
  expect(await gateway.listFor('chk_1', 'a&b')).toMatchObject({ charges: [{ gatewayKey: KEY }] });
  expect(seen.map(({ url }) => url)).toEqual([
    'http://bank.test/charges?reference=chk_1&limit=100&cursor=a%26b',
  ]);
});

const ASKING_LISTED = { ...LISTED, ...ASKING };

test.each([
  ['none', undefined],
  ['a partial one', { mark: 'shop-1' }],
  ['one that is text', 'shop-1'],
])('a charge with %s for a label is listed without one', async (_, label) => {
  const { gateway } = scriptedBank(answering(200, { charges: [{ ...LISTED, label }], next: null }));
  expect(await gateway.list(0, null)).toMatchObject({ charges: [{ label: null }] });
});

test.each([
  [200, { charges: [LISTED, { ...LISTED, status: 'odd' }], next: null }],
  [200, { charges: [{ ...LISTED, createdAt: 'today' }], next: null }],
  [200, { charges: [LISTED] }],
  [200, {}],
  [404, { charges: [], next: null }],
  [500, { charges: [], next: null }],
])('a page answered %i with %j is unknown', async (status, body) => {
  const { gateway } = scriptedBank(answering(status, body));
  expect(await gateway.list(0, null)).toMatchObject({ type: 'unknown' });
});

test('a line that fails, in any way, is unknown', async () => {
  const refused = scriptedBank(failing(systemError('ECONNREFUSED', 'connect')));
  expect(await refused.gateway.list(0, null)).toMatchObject({ type: 'unknown' });
  const silent = scriptedBank(never, 300);
  const outcome = silent.gateway.list(0, null);
  await silent.clock.advance(300);
  expect(await outcome).toMatchObject({ type: 'unknown' });
});
