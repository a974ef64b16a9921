// What the README shows works as it stands there: its snippets are taken out of the text and run in
// a project that has installed the package and nothing else of this repository.

import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { Checkout } from '../../src/protocol/messages.ts';
import { freePorts } from '../support/free-port.ts';
import { guard, guardFolder, unguard } from '../support/orphan-guard.ts';
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
  lines: [{ name: 'Mug', quantity: 1, amount: { value: 4200, currency: 'EUR' } }],
});
export const ship = ({ type, lines }) => console.log(type, lines[0].name);
export const tellSomebody = ({ reason }) => console.error(reason);
`;

const WEBHOOK_SECRET = 'whsec_cmVhZG1lLXJlYWRtZS1yZWFkbWU=';
const MERCHANT_SECRET = 'merchant_readme_secret';

/** Runs a program until the test is over. Answers what it has printed so far. */
function running(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): () => string {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  guard(child.pid ?? 0);
  onTestFinished(() => {
    child.kill('SIGKILL');
    unguard(child.pid ?? 0);
  });
  const chunks: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  return () => chunks.join('');
}

const PATIENCE = { timeout: 60_000, interval: 100 };

test('the server in the README takes a payment, ships it, and refunds it', async () => {
  const project = await install(packed, ['pg']);
  const folder = await mkdtemp(join(tmpdir(), 'payonce-readme-'));
  guardFolder(folder);
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  const [port = 0, bankPort = 0] = await freePorts(2);
  const bankUrl = `http://localhost:${bankPort}`;
  const secrets = { BANK_WEBHOOK_SECRET: WEBHOOK_SECRET };
  const place = { BANK_PORT: String(bankPort), PAYONCE_DATA: folder };

  await writeFile(join(project, 'shop.js'), SHOP);
  await writeFile(join(project, 'server.js'), snippet('js'));
  const url = `http://localhost:${port}`;
  const server = running(project, ['server.js'], {
    ...{ ...secrets, DATABASE_URL: postgres.url, BANK_URL: bankUrl, MERCHANT_SECRET },
    ...{ PORT: String(port), SHOP_URL: url },
  });
  await vi.waitFor(() => expect(server()).toContain(`payonce at ${url}`), PATIENCE);
  // It serves without its bank, and reconciles once there is one.
  const bank = running(ROOT, ['--import', 'tsx', 'src/shop/bank.ts'], { ...secrets, ...place });
  await vi.waitFor(() => expect(bank()).toContain(`bank ready ${bankUrl}`), PATIENCE);

  const call = async (address: string, body: unknown, headers: Record<string, string>) => {
    const init = { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(address, {
      ...init,
      headers: { 'Content-Type': 'application/json', 'X-Shopper': 'ann', ...headers },
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const opened = await call(`${url}/checkouts`, { cartId: 'cart-1' }, {});
  expect(opened).toMatchObject({ status: 200, body: { status: 'open', amount: { value: 4200 } } });
  const { id, idempotencyKey, amount } = opened.body as unknown as Checkout;
  const card = { number: '4242424242424242', exp: '12/40', cvc: '123' };
  const { token } = (await call(`${bankUrl}/tokens`, card, {})).body;
  const payment = { amount, paymentMethod: { type: 'card', token } };
  const checkout = `${url}/checkouts/${id}`;
  const key = { 'Idempotency-Key': String(idempotencyKey) };
  await vi.waitFor(async () => {
    expect((await call(`${checkout}/payments`, payment, key)).status).toBe(201);
  }, PATIENCE);
  await vi.waitFor(() => expect(server()).toContain('paid Mug'), PATIENCE);

  const merchant = {
    Authorization: `Bearer ${MERCHANT_SECRET}`,
    'Idempotency-Key': String(idempotencyKey),
  };
  const refund = await call(`${checkout}/refunds`, { reason: 'A chip in the glaze.' }, merchant);
  expect(refund).toMatchObject({ status: 201, body: { amount: { value: 4200 } } });
});

const AHEAD = 'const now = Date.now; Date.now = () => now() + 42_000;';

test('the server in the README does not start with a clock that is far from the database', async () => {
  const project = await install(packed, ['pg']);
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  await writeFile(join(project, 'shop.js'), SHOP);
  await writeFile(join(project, 'server.js'), snippet('js'));
  await writeFile(join(project, 'ahead.js'), AHEAD);
  const [port = 0, bankPort = 0] = await freePorts(2);
  const started = promisify(execFile)(process.execPath, ['--import', './ahead.js', 'server.js'], {
    cwd: project,
    env: {
      ...{ PATH: process.env['PATH'], PORT: String(port), MERCHANT_SECRET },
      ...{ DATABASE_URL: postgres.url, BANK_URL: `http://localhost:${bankPort}` },
      ...{ BANK_WEBHOOK_SECRET: WEBHOOK_SECRET, SHOP_URL: `http://localhost:${port}` },
    },
    timeout: PATIENCE.timeout,
  });
  await expect(started).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('42 s apart') as unknown,
  });
});

test('the other documents show commands and what was printed, no code', async () => {
  const folder = join(ROOT, 'docs');
  const names = await readdir(folder, { recursive: true });
  const texts = await Promise.all(
    names
      .filter((name) => name.endsWith('.md'))
      .map(async (name) => readFile(join(folder, name), 'utf8')),
  );
  const languages = texts.flatMap((text) =>
    [...text.matchAll(/^```(\w+)$/gm)].map(([, one]) => one),
  );
  // The handbook's commands are checked beside the operator's tests.
  expect([...new Set(languages)].sort()).toEqual(['sh', 'text']);
});
