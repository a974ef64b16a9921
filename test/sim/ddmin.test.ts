// The smallest part of a list for which something holds, found by leaving out.

import { expect, test } from 'vitest';
import { smallestPart } from '../../src/sim/ddmin.ts';

const HUNDRED = Array.from({ length: 100 }, (_none, index) => index);

async function smallest(items: readonly number[], ...needed: readonly number[]) {
  let asked = 0;
  const part = await smallestPart(items, async (candidate) => {
    asked += 1;
    return needed.every((item) => candidate.includes(item));
  });
  return { part, asked };
}

test('what is needed is kept, in its order, and nothing else', async () => {
  expect((await smallest(HUNDRED, 41)).part).toEqual([41]);
  expect((await smallest(HUNDRED, 3, 97, 50)).part).toEqual([3, 50, 97]);
  expect((await smallest(HUNDRED, ...HUNDRED)).part).toEqual(HUNDRED);
});

test('where nothing is needed one question is enough', async () => {
  expect(await smallest(HUNDRED)).toEqual({ part: [], asked: 1 });
  expect(await smallest([])).toEqual({ part: [], asked: 0 });
});

test('one of a hundred is found with few questions', async () => {
  const { asked } = await smallest(HUNDRED, 77);
  expect(asked).toBeLessThan(30);
});

test('the same questions are asked in the same order', async () => {
  const asked: string[][] = [[], []];
  for (const list of asked) {
    await smallestPart(HUNDRED, async (part) => {
      list.push(part.join());
      return part.includes(13) && part.includes(14);
    });
  }
  expect(asked[0]).toEqual(asked[1]);
});
