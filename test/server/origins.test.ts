// What pages of other origins are told: those that are configured may call, all others learn
// nothing.

import { expect, test } from 'vitest';
import { createPayonce } from '../../src/server/payonce.ts';
import { testOptions } from './settings.ts';

const OURS = 'https://shop.example';
const THEIRS = 'https://evil.example';
const PATH = 'http://shop.test/checkouts/chk_1/payments';

function preflight(origin: string, origins = [OURS]): Promise<Response> {
  const headers = {
    Origin: origin,
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'idempotency-key',
  };
  return createPayonce(testOptions({ origins })).fetch(
    new Request(PATH, { method: 'OPTIONS', headers }),
  );
}

function allowances({ headers }: Response): string[] {
  return [...headers.keys()].filter((name) => name.startsWith('access-control-'));
}

test('a preflight of a configured origin is told of the key header and of credentials', async () => {
  const { status, headers } = await preflight(OURS);
  expect(status).toBe(204);
  expect(headers.get('Access-Control-Allow-Origin')).toBe(OURS);
  expect(headers.get('Access-Control-Allow-Headers')).toContain('Idempotency-Key');
  expect(headers.get('Access-Control-Allow-Methods')).toContain('POST');
  expect(headers.get('Access-Control-Allow-Credentials')).toBe('true');
  expect(headers.get('Cache-Control')).toBe('no-store');
});

test.each([THEIRS, `${OURS}.evil.example`, 'null', ''])(
  'a preflight of the origin "%s", which is not configured, is told nothing',
  async (origin) => {
    const answer = await preflight(origin);
    expect(answer.status).toBe(204);
    expect(allowances(answer)).toEqual([]);
    expect(answer.headers.get('Vary')).toContain('Origin');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(allowances(await preflight(origin, []))).toEqual([]);
  },
);

test('an answer to an origin that is not configured allows nothing either', async () => {
  const { fetch } = createPayonce(testOptions({ origins: [OURS] }));
  const answer = async (origin: string) =>
    fetch(new Request('http://shop.test/checkouts', { headers: { Origin: origin } }));
  expect(allowances(await answer(THEIRS))).toEqual([]);
  expect((await answer(THEIRS)).headers.get('Vary')).toBe('Origin');
  expect((await answer(OURS)).headers.get('Access-Control-Allow-Origin')).toBe(OURS);
});
