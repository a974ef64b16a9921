// Core rooms await nothing but their ports. The bans are the linter's (eslint.config.js); here each
// is shown to bite, and the core rooms are held against them without any comment that could switch
// them off.

import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';
import { coreRoomBans } from '../../eslint.config.js';
import { isSource, madeUp, readTree, roomOf } from './tree.ts';
import type { Tree } from './tree.ts';

const CORE = ['protocol', 'client', 'server', 'bank'];

function outsideWorld(tree: Tree): string[] {
  const linter = new Linter({ configType: 'flat' });
  const parser = { files: ['**/*.ts', '**/*.tsx'], languageOptions: { parser: tseslint.parser } };
  return [...tree]
    .filter(([path]) => isSource(path) && CORE.includes(roomOf(path) ?? ''))
    .flatMap(([path, text]) =>
      linter
        .verify(text, [parser as Linter.Config, coreRoomBans], path)
        .map(({ line, message }) => `${path}:${line} ${message}`),
    );
}

test('core rooms touch nothing but their ports', () => {
  expect(outsideWorld(readTree('src'))).toEqual([]);
});

const FORBIDDEN = [
  'Date.now()',
  'new Date()',
  'Date()',
  'globalThis.Date.now()',
  'const { now } = Date',
  'setTimeout(f, 1)',
  'globalThis.setTimeout(f, 1)',
  'setInterval(f, 1)',
  'setImmediate(f)',
  'requestAnimationFrame(f)',
  'new MessageChannel()',
  'AbortSignal.timeout(5)',
  'Math.random()',
  'crypto.randomUUID()',
  'crypto.subtle.digest("SHA-256", bytes)',
  'globalThis.crypto.randomUUID()',
  'performance.now()',
  'fetch("/")',
  'window.addEventListener("focus", f)',
  'document.title',
  'navigator.onLine',
  'localStorage.getItem("a")',
  'process.env',
  'console.log(1)',
  'export default 1',
  '// eslint-disable-next-line\nDate.now()',
];

test.each(FORBIDDEN)('%j is found in a core room', (code) => {
  expect(outsideWorld(madeUp({ 'src/server/a.ts': code }))).not.toEqual([]);
});

const ALLOWED = [
  'new Date(clock.now()).toISOString()',
  'const { fetch, random } = ports; await fetch(request); random(16)',
  'function pay(fetch: Fetch) { return fetch(request); }',
  'AbortSignal.any([signal])',
  'globalThis[Symbol.for("payonce.latch")]',
  'await clock.sleep(5)',
];

test.each(ALLOWED)('%j is what a core room may do', (code) => {
  expect(outsideWorld(madeUp({ 'src/client/a.ts': code }))).toEqual([]);
});
