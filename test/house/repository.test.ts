// The repository is the same for everybody: no trace of one machine, and one set of versions.

import { expect, test } from 'vitest';
import {
  lockNamesNoHost,
  noMachinePaths,
  noRegistryHosts,
  oneQueryCore,
  versionsAreExact,
} from './repository.ts';
import { madeUp, readTree } from './tree.ts';

const everything = readTree();

test('no file has a path of one machine', () => {
  expect(noMachinePaths(everything)).toEqual([]);
});

test('no file names the host of a registry', () => {
  expect(noRegistryHosts(everything)).toEqual([]);
});

test('a path of one machine and a host of a registry are found', () => {
  const [path, host] = [['', 'work', 'main'].join('/'), ['registry', 'npmjs', 'org'].join('.')];
  const bad = madeUp({
    'README.md': `Fine.\nSee ${path}.\nOr https://${host}/payonce.`,
    'a.ts': '',
  });
  expect(noMachinePaths(bad)).toEqual(['README.md:2 has a machine path']);
  expect(noRegistryHosts(bad)).toEqual(['README.md:3 has a registry host']);
});

test('the lock file names no host', () => {
  expect(lockNamesNoHost(everything)).toEqual([]);
});

test('a resolved address in the lock file is found', () => {
  const lock = { packages: { '': {}, 'node_modules/a': { version: '1.0.0', resolved: 'x' } } };
  expect(lockNamesNoHost(madeUp({ 'package-lock.json': JSON.stringify(lock) }))).toHaveLength(1);
});

test('query-core is there once, in one exact version', () => {
  expect(oneQueryCore(everything)).toEqual([]);
});

test('a second query-core, a range and another react-query are found', () => {
  const lock = {
    packages: {
      'node_modules/@tanstack/query-core': {},
      'node_modules/a/node_modules/@tanstack/query-core': {},
    },
  };
  const manifest = {
    dependencies: { '@tanstack/query-core': '^5.108.0' },
    peerDependencies: { '@tanstack/react-query': '5.109.0' },
  };
  const bad = madeUp({
    'package-lock.json': JSON.stringify(lock),
    'package.json': JSON.stringify(manifest),
  });
  expect(oneQueryCore(bad)).toHaveLength(3);
});

test('every version is exact', () => {
  expect(versionsAreExact(everything)).toEqual([]);
});

test('a range of versions is found', () => {
  const manifest = {
    dependencies: { a: '^1.0.0', b: '1.0.0-beta.1' },
    devDependencies: { c: '*' },
  };
  const bad = madeUp({ 'package.json': JSON.stringify(manifest) });
  expect(versionsAreExact(bad)).toHaveLength(2);
});
