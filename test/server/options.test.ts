// Limits that follow from what a storefront hands in.

import { expect, test } from 'vitest';
import { leaseMs, settingsOf } from '../../src/server/options.ts';
import { noGateway, testOptions } from './settings.ts';

const MAX_SKEW_MS = 5000;

test.each([1, 5000, 60_000])('a lease outlasts a call of %i ms by twice the skew', (timeoutMs) => {
  const lease = leaseMs({ ...noGateway, timeoutMs });
  expect(lease).toBeGreaterThanOrEqual(timeoutMs + 2 * MAX_SKEW_MS);
});

test('what is left out has a default', () => {
  const settings = settingsOf(testOptions());
  expect(settings).toMatchObject({
    basePath: '',
    tenant: 'default',
    origins: [],
    keyLifetimeMs: 3_600_000,
  });
  expect(() => settings.onError(new Error('x'), 'here')).not.toThrow();
});

test('what is given is kept', () => {
  const given = { basePath: '/pay', tenant: 't', origins: ['https://a.example'], keyLifetimeMs: 1 };
  expect(settingsOf(testOptions(given))).toMatchObject(given);
});
