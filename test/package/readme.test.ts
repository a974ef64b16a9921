// What the README shows works as it stands there: its snippets are taken out of the text and run in
// a project that has installed the package and nothing else of this repository.

import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, onTestFinished, test } from 'vitest';
import { readDocument } from '../support/document.ts';
import { freePorts } from '../support/free-port.ts';
import { startPostgres } from '../support/postgres.ts';
import { install } from './install.ts';
import { installPages } from './pages.ts';
import { PATIENCE } from './program.ts';

const ROOT = join(import.meta.dirname, '..', '..');

// Their code is run by `guides.test.ts`.
const GUIDES = new Set(['server.md', 'widget.md']);

const packed = inject('packed');
const { languages, snippet } = await readDocument('README.md');
const guide = await readDocument('docs/server.md');

test('every snippet in the README is one of those that are run here', () => {
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
  const pages = await installPages(packed, [snippet('tsx')]);
  expect(await pages.complaints()).toBe('');
  const html = await pages.draw(0, 'PayPage', { cartId: 'cart-1' });
  expect(html).toContain('data-payonce-status="loading"');
});

const AHEAD = 'const now = Date.now; Date.now = () => now() + 42_000;';

test('the server in the README does not start with a clock that is far from the database', async () => {
  const project = await install(packed, ['pg']);
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  await writeFile(join(project, 'shop.js'), guide.snippet('js'));
  await writeFile(join(project, 'server.js'), snippet('js'));
  await writeFile(join(project, 'ahead.js'), AHEAD);
  const [port = 0, bankPort = 0] = await freePorts(2);
  const started = promisify(execFile)(process.execPath, ['--import', './ahead.js', 'server.js'], {
    cwd: project,
    env: {
      ...{ PATH: process.env['PATH'], PORT: String(port), MERCHANT_SECRET: 'merchant_secret' },
      ...{ DATABASE_URL: postgres.url, BANK_URL: `http://localhost:${bankPort}` },
      ...{
        BANK_WEBHOOK_SECRET: 'whsec_cmVhZG1lLXJlYWRtZS1yZWFkbWU=',
        SHOP_URL: `http://localhost:${port}`,
      },
    },
    timeout: PATIENCE.timeout,
  });
  await expect(started).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('42 s apart') as unknown,
  });
});

test('the other documents show commands and what was printed, and no code but the guides', async () => {
  const names = await readdir(join(ROOT, 'docs'), { recursive: true });
  const documents = names.filter((name) => name.endsWith('.md') && !GUIDES.has(name));
  const shown = await Promise.all(documents.map((name) => readDocument(join('docs', name))));
  // The handbook's commands are checked beside the operator's tests.
  const found = new Set(shown.flatMap((document) => document.languages));
  expect([...found].sort()).toEqual(['sh', 'text']);
});
