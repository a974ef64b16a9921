// What a profiler saw is summed up by whose work it was.

import type { Profiler } from 'node:inspector';
import { expect, test } from 'vitest';
import { sharesOf } from '../../../src/sim/profile/shares.ts';

const BUNDLE = 'file:///worker.mjs';
// The bundle has a source of ours on each of these lines.
const SOURCES = ['src/server/claim.ts', 'src/sim/sql/select.ts', 'src/sim/world.ts'];
const sourceOf = (url: string, line: number): string | null =>
  url === BUNDLE ? (SOURCES[line] ?? null) : null;

/**
 * Each row is a node: its name, its line in the bundle or a package's file, its parent, its time.
 */
function profileOf(
  rows: readonly [name: string, where: number | string, parent: number, us: number][],
): Profiler.Profile {
  const nodes = rows.map(([functionName, where, parent], index) => ({
    id: index + 1,
    callFrame: {
      functionName,
      scriptId: '1',
      url: typeof where === 'number' ? BUNDLE : where,
      lineNumber: typeof where === 'number' ? where : 7,
      columnNumber: 0,
    },
    children: rows.flatMap((row, child) => (row[2] === index + 1 ? [child + 1] : [])),
    parent,
  }));
  const timeDeltas = rows.map(([, , , us]) => us);
  return { nodes, startTime: 0, endTime: 1, samples: nodes.map(({ id }) => id), timeDeltas };
}

test('what a package or the engine does counts for the last of ours that called it', () => {
  const profile = profileOf([
    ['(root)', '', 0, 0],
    ['claim', 0, 1, 100],
    ['parse', 'file:///node_modules/hono/x.js', 2, 200],
    ['select', 1, 3, 300],
    ['sort', '', 4, 100],
    ['goOn', 'file:///node_modules/query-core/y.js', 1, 50],
    ['run', 2, 1, 150],
    ['(garbage collector)', '', 1, 60],
    ['(program)', '', 1, 40],
  ]);
  expect(sharesOf(profile, sourceOf)).toEqual([
    { part: 'the database', share: 0.4 },
    { part: 'servers and Hono', share: 0.3 },
    { part: 'the rest of the world: people, processes, time, draws', share: 0.15 },
    { part: 'garbage collection', share: 0.06 },
    { part: expect.stringMatching(/^packages that nobody of ours called/) as string, share: 0.05 },
    { part: 'Node and V8 themselves', share: 0.04 },
  ]);
});

test('nothing seen has no shares', () => {
  expect(sharesOf(profileOf([]), sourceOf)).toEqual([]);
});
