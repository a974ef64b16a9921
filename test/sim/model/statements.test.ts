// The model tells the server's statements apart by their text, and refuses one it does not know.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SIGNS, statementOf } from '../../../src/sim/model/statements.ts';

const STORE = 'src/server/store';
const TEXTS = readdirSync(STORE).map((file) => readFileSync(`${STORE}/${file}`, 'utf8'));

test.each(SIGNS)('%s is told by words that stand in the server', (_name, sign) => {
  expect(TEXTS.some((text) => text.includes(sign))).toBe(true);
});

test('a statement that writes and is not known is refused', () => {
  expect(() => statementOf('UPDATE payonce_checkouts SET paid = NULL', [])).toThrow(
    'the model knows no such statement',
  );
});

test('one that only reads is none of the model’s', () => {
  expect(statementOf('SELECT updated_at FROM payonce_checkouts', [])).toBeNull();
});
