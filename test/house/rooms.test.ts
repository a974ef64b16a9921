// The import law holds, and each of its checks can fail.

import { expect, test } from 'vitest';
import {
  auditorImportsHistories,
  filesLiveInRooms,
  importsLeadSomewhere,
  noCircles,
  roomsImportDownwards,
  roomsUseTheirPackages,
} from './rooms.ts';
import { madeUp, readTree } from './tree.ts';

const source = readTree('src');

test('rooms import lower ranks of their own side only', () => {
  expect(roomsImportDownwards(source)).toEqual([]);
});

test('an import upwards, sideways, across the wire or through a door is found', () => {
  const bad = madeUp({
    'src/index.ts': '',
    'src/protocol/a.ts': "import type { B } from '../client/b.ts';",
    'src/client/b.ts': "export * from '../server/c.ts';",
    'src/server/c.ts': "const d = await import('../../src/index.ts');",
    'src/react/d.tsx': "import { c } from '../server/c.ts';",
    'src/frame/e.ts': "import { c } from '../server/c.ts';",
    'src/client/f.ts': "import { a } from '../protocol/a.ts';",
    'src/shop/g.ts': "import { a } from '../index.ts'; import '../server/c.ts';",
    'src/shop/h.ts': "import { e } from '../frame/e.ts';",
  });
  expect(roomsImportDownwards(bad)).toEqual([
    'src/protocol/a.ts imports ../client/b.ts: client does not stand below protocol',
    'src/client/b.ts imports ../server/c.ts: server does not stand below client',
    'src/server/c.ts imports ../../src/index.ts: only the shop comes through a door',
    'src/react/d.tsx imports ../server/c.ts: react and server live on two sides of the wire',
    'src/frame/e.ts imports ../server/c.ts: frame and server live on two sides of the wire',
    'src/shop/h.ts imports ../frame/e.ts: the card page is built by itself, never into ours',
  ]);
});

test('every file lives in a room of the house', () => {
  expect(filesLiveInRooms(source)).toEqual([]);
});

test('a room that nobody decided on is found', () => {
  expect(filesLiveInRooms(madeUp({ 'src/utils/a.ts': '', 'src/client/b.ts': '' }))).toEqual([
    'src/utils/a.ts: utils is no room of this house',
  ]);
});

test('rooms use the packages of their line only', () => {
  expect(roomsUseTheirPackages(source)).toEqual([]);
});

test('a package in the wrong room is found, whichever way it is imported', () => {
  const bad = madeUp({
    'src/client/a.ts': "import { useState } from 'react'; import '@tanstack/query-core';",
    'src/server/b.ts': "import { readFile } from 'node:fs/promises'; import 'hono/cors';",
    'src/index.ts': "export { v4 } from 'uuid';",
    'src/protocol/c.ts': "type Pool = import('pg').Pool;",
  });
  expect(roomsUseTheirPackages(bad)).toEqual([
    'src/client/a.ts imports react, which client may not use',
    'src/server/b.ts imports node:fs/promises, which server may not use',
    'src/index.ts imports uuid, which door may not use',
    'src/protocol/c.ts imports pg, which protocol may not use',
  ]);
});

test('every relative import leads to a file', () => {
  expect(importsLeadSomewhere(source)).toEqual([]);
});

test('an import without its extension is found', () => {
  const bad = madeUp({ 'src/client/a.ts': "import './b';", 'src/client/b.ts': '' });
  expect(importsLeadSomewhere(bad)).toEqual(['src/client/a.ts imports ./b, which is not there']);
});

test('no file imports itself by way of others', () => {
  expect(noCircles(source)).toEqual([]);
});

test('a circle is found, of types too', () => {
  const bad = madeUp({
    'src/client/a.ts': "import type { B } from './b.ts';",
    'src/client/b.ts': "import { c } from './c.ts';",
    'src/client/c.ts': "import { a } from './a.ts';",
  });
  expect(noCircles(bad)).toEqual([
    'src/client/a.ts -> src/client/b.ts -> src/client/c.ts -> src/client/a.ts is a circle',
  ]);
});

test('the auditor imports nothing but histories', () => {
  expect(auditorImportsHistories(source)).toEqual([]);
});

test('an auditor that shares code with what it judges is found', () => {
  const bad = madeUp({
    'src/sim/history.ts': '',
    'src/sim/plan.ts': '',
    'src/protocol/money.ts': '',
    'src/sim/audit/oracle.ts': "import type { History } from '../history.ts';",
    'src/sim/audit/money.ts': "import './oracle.ts'; import '../../protocol/money.ts';",
    'src/sim/audit/view.ts': "import '../plan.ts'; import 'uuid';",
  });
  expect(auditorImportsHistories(bad)).toEqual([
    'src/sim/audit/money.ts imports ../../protocol/money.ts: a mistake of it would be shared',
    'src/sim/audit/view.ts imports ../plan.ts: a mistake of it would be shared',
    'src/sim/audit/view.ts imports uuid: a mistake of it would be shared',
  ]);
});
