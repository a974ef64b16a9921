// The table of problems is the public contract's, row by row; what it has besides is about
// addresses, not payments.

import { expect, test } from 'vitest';
import { isProblemCode, PROBLEMS, problemMembers } from '../../src/protocol/problems.ts';
import type { ProblemCode } from '../../src/protocol/problems.ts';

// The contract's table as it is published: status, codes, and what is safe next.
const CONTRACT = `
| 400 | idempotency-key-missing, idempotency-key-malformed, request-invalid | stop     |
| 401 | not-signed-in, merchant-not-authorised                              | stop     |
| 402 | declined                                                            | new-key  |
| 404 | checkout-not-found                                                  | stop     |
| 409 | payment-in-flight                                                   | same-key |
| 409 | already-paid                                                        | stop     |
| 409 | quote-changed                                                       | new-key  |
| 409 | refund-exceeds-captured, not-captured-yet                           | stop     |
| 410 | idempotency-key-expired                                             | new-key  |
| 413 | body-too-large                                                      | stop     |
| 415 | media-type-unsupported                                              | stop     |
| 422 | idempotency-key-reused                                              | stop     |
| 429 | too-many-attempts, too-many-checkouts                               | same-key |
| 503 | bank-unavailable                                                    | same-key |
| 503 | temporarily-unavailable                                             | same-key |`;

const rows = CONTRACT.trim()
  .split('\n')
  .flatMap((line) => {
    const [, status = '', codes = '', next = ''] = line.split('|').map((cell) => cell.trim());
    return codes.split(', ').map((code) => [code, Number(status), next] as const);
  });

const codes = Object.keys(PROBLEMS) as ProblemCode[];

test.each(rows)('%s is %i and says %s', (code, status, next) => {
  expect(isProblemCode(code)).toBe(true);
  expect(problemMembers(code as ProblemCode)).toMatchObject({ status, next, code });
});

test('what the contract does not list is only about addresses', () => {
  const listed = new Set<string>(rows.map(([code]) => code));
  expect(listed.size).toBe(20);
  expect(codes.filter((code) => !listed.has(code))).toEqual([
    'route-not-found',
    'method-not-allowed',
  ]);
});

test('every problem has a title of its own and a type made of its code', () => {
  expect(new Set(codes.map((code) => PROBLEMS[code].title)).size).toBe(codes.length);
  for (const code of codes) expect(problemMembers(code).type).toBe(`/problems/${code}`);
});

test('no refusal that asks to send the same again is one of the request itself', () => {
  const same = codes.filter((code) => PROBLEMS[code].next === 'same-key');
  expect(same.map((code) => PROBLEMS[code].status).sort()).toEqual([409, 429, 429, 503, 503]);
});

test.each(['', 'Declined', 'constructor', '__proto__', 'toString'])('"%s" is no code', (code) => {
  expect(isProblemCode(code)).toBe(false);
});
