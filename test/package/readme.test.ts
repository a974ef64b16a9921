// What the README shows works as it stands there: its snippets are taken out of the text and run in
// a project that has installed the package and nothing else of this repository.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { startPostgres } from '../support/postgres.ts';
import { install, pack, runNode, typecheck, type Packed } from './install.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PEERS = ['react', 'react-dom', '@tanstack/react-query', 'scheduler'];
const TYPES = ['@types/react', 'csstype'];

let packed: Packed;
let readme: string;

beforeAll(async () => {
  packed = await pack();
  readme = await readFile(join(ROOT, 'README.md'), 'utf8');
});

function snippet(language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readme)?.[1];
  if (found === undefined) throw new Error(`The README shows no ${language}.`);
  return found;
}

test('every snippet in the README is one of those that are run here', () => {
  const languages = [...readme.matchAll(/^```(\w+)$/gm)].map((match) => match[1]);
  expect(languages).toEqual(['sh', 'tsx', 'js']);
});

test('the commands in the README are scripts of the package', async () => {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const commands = [...snippet('sh').matchAll(/npm (start|test|run \S+)/g)].map((match) =>
    String(match[1]).replace('run ', ''),
  );
  expect(commands).toEqual(['start', 'test']);
  for (const command of commands) expect(scripts[command]).toBeTypeOf('string');
});

test('the page in the README has its types and draws a checkout', async () => {
  const project = await install(packed, [...PEERS, ...TYPES]);
  const code = snippet('tsx');
  // As every bundler's own types say.
  await writeFile(join(project, 'css.d.ts'), `declare module '*.css';`);
  expect(await typecheck(project, { code, module: 'preserve', types: [], jsx: true })).toBe('');
  const { transformWithOxc } = await import('vite');
  const { code: script } = await transformWithOxc(code, 'page.tsx', {
    jsx: { runtime: 'automatic' },
  });
  // A stylesheet is the bundler's business, and Node has none.
  await writeFile(
    join(project, 'page.js'),
    script.replace(/import ["']payonce\/styles.css["'];?/, ''),
  );
  const html = await runNode(
    project,
    `import { createElement } from 'react';
     import { renderToString } from 'react-dom/server';
     import { PayPage } from './page.js';
     console.log(renderToString(createElement(PayPage, { cartId: 'cart-1' })));`,
  );
  expect(html).toContain('data-payonce-status="loading"');
});

const SHOP = `
export const identify = (request) => request.headers.get('x-shopper');
export const loadCart = async () => ({
  version: 'v1',
  amount: { value: 4200, currency: 'EUR' },
  lines: [],
});
`;

test('the server in the README opens a checkout on PostgreSQL', async () => {
  const project = await install(packed, ['pg']);
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  await writeFile(join(project, 'shop.js'), SHOP);
  await writeFile(join(project, 'server.js'), snippet('js'));
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: postgres.url,
    BANK_URL: 'http://localhost:9',
    PORT: String(await freePort()),
  };
  const server = spawn(process.execPath, ['server.js'], {
    cwd: project,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void server.kill('SIGKILL'));
  server.stdout.setEncoding('utf8');
  const [line] = (await once(server.stdout, 'data')) as [string];
  const url = line.trim().replace('payonce at ', '');
  const answer = await fetch(`${url}/checkouts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Shopper': 'ann' },
    body: JSON.stringify({ cartId: 'cart-1' }),
  });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ status: 'open', amount: { value: 4200 } });
});
