// The package as an installer gets it: which files it has, that its doors open in plain Node with
// nothing but what they ask for, and that their types are found.

import { beforeAll, expect, inject, test } from 'vitest';
import { exportsOf } from '../house/doors.ts';
import { readTree } from '../house/tree.ts';
import { install, runNode, typecheck } from './install.ts';

const source = readTree('src');

const packed = inject('packed');
let bare: string;
let full: string;

const PEERS = ['react', 'react-dom', '@tanstack/react-query'];
const TYPES = ['@types/react', 'csstype', '@types/node', 'undici-types'];

beforeAll(async () => {
  bare = await install(packed);
  full = await install(packed, [...PEERS, ...TYPES]);
});

function valuesOf(door: string): string[] {
  return exportsOf(source, door).filter((name) => !name.startsWith('type '));
}

function keys(specifier: string): string {
  return `console.log(JSON.stringify(Object.keys(await import('${specifier}')).sort()))`;
}

test('the package has its doors and their types, and no demo, frame or test', () => {
  const doors = ['index', 'react', 'server'];
  const wanted = doors.flatMap((door) => [`dist/${door}.js`, `dist/types/${door}.d.ts`]);
  expect(packed.files).toEqual(
    expect.arrayContaining([...wanted, 'dist/styles.css', 'package.json']),
  );
  const foreign = packed.files.filter((file) => /demo|frame\/|test|src\/|shop\//.test(file));
  expect(foreign).toEqual([]);
});

test('the headless door opens without React and without a DOM', async () => {
  const absent = `await import('react').then(() => { throw new Error('React is there'); }, () => {});`;
  const said = await runNode(bare, `${absent} ${keys('payonce')}`);
  expect(JSON.parse(said)).toEqual(valuesOf('src/index.ts'));
});

test('the server door opens without a database driver', async () => {
  expect(JSON.parse(await runNode(bare, keys('payonce/server')))).toEqual(
    valuesOf('src/server.ts'),
  );
});

test('the React door opens in plain Node, for a page that is drawn on the server', async () => {
  expect(JSON.parse(await runNode(full, keys('payonce/react')))).toEqual(valuesOf('src/react.ts'));
});

test('the React door needs React', async () => {
  await expect(runNode(bare, keys('payonce/react'))).rejects.toThrow(/react/);
});

test('the stylesheet is a door', async () => {
  const said = await runNode(bare, `console.log(import.meta.resolve('payonce/styles.css'))`);
  expect(said).toMatch(/payonce\/dist\/styles\.css$/);
});

const PAGE = `
import { createCheckout, formatMoney } from 'payonce';
import type { Money, Snapshot } from 'payonce';
import { Checkout, useCheckout } from 'payonce/react';
const money: Money = { value: 4200, currency: 'EUR' };
export const text: string = formatMoney(money, 'en');
export const status = (snapshot: Snapshot): 'paid' | 'other' =>
  snapshot.status === 'paid' ? 'paid' : 'other';
export const doors = [createCheckout, Checkout, useCheckout];
// @ts-expect-error An amount is a number: were the types lost, this would pass.
formatMoney({ value: 'much', currency: 'EUR' });
`;

const SERVER = `
import { createPayonce } from 'payonce/server';
import type { Gateway } from 'payonce/server';
export const timeoutMs = (gateway: Gateway): number => gateway.timeoutMs;
// @ts-expect-error There is no such option: were the types lost, this would pass.
createPayonce({ nonsense: true });
`;

const MODULES = ['nodenext', 'preserve'] as const;

test.each(MODULES)('a page finds its types with module %s', async (module) => {
  expect(await typecheck(full, { code: PAGE, module, types: [] })).toBe('');
});

test('a server finds its types', async () => {
  const consumer = { code: SERVER, module: 'nodenext', types: ['node'] } as const;
  expect(await typecheck(full, consumer)).toBe('');
});
