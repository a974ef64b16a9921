// What the guides show works as it stands there, together with the README's server: with
// PostgreSQL, the sandbox bank, and a project that has installed the package and nothing else of
// this repository. Their lists are those of the code.

import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import type { Checkout } from '../../src/protocol/messages.ts';
import { DEFAULT_LIMITS } from '../../src/server/limits.ts';
import { readDocument } from '../support/document.ts';
import { freePorts } from '../support/free-port.ts';
import { guardFolder } from '../support/orphan-guard.ts';
import { startPostgres } from '../support/postgres.ts';
import { install, runNode } from './install.ts';
import { installPages } from './pages.ts';
import { PATIENCE, running } from './program.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const packed = inject('packed');
const readme = await readDocument('README.md');
const server = await readDocument('docs/server.md');
const widget = await readDocument('docs/widget.md');

test('every snippet in the guides is one of those that are run here', () => {
  expect(server.languages).toEqual(['sql', 'js', 'js', 'js', 'js']);
  // The last is run in a browser as well.
  expect(widget.languages).toEqual(['tsx', 'tsx', 'ts']);
});

const ROWS = `
  INSERT INTO sessions VALUES ('3f2a-guest', 'guest'), ('77b0-ann', 'ann'), ('c41e-eve', 'eve');
  INSERT INTO carts VALUES ('cart-1', 'guest', 1);
  INSERT INTO cart_lines VALUES ('cart-1', 'Mug', 1, 4200);
`;
const [GUEST, ANN, EVE] = ['3f2a-guest', '77b0-ann', 'c41e-eve'];

// What the shop's other pages do, in a process of their own.
const change = (code: string) => `
  import { createPayonce, openPostgres, sandboxGateway, systemClock as clock } from 'payonce/server';
  import { systemFetch as fetch, systemRandom as random } from 'payonce/server';
  import { putIntoCart, signIn } from './carts.js';
  import { identify, loadCart } from './shop.js';
  const database = await openPostgres(process.env.DATABASE_URL);
  const gateway = sandboxGateway({ url: 'http://localhost:1', fetch, clock });
  const payonce = createPayonce({ database, gateway, loadCart, identify, clock, random });
  const shop = { database, payonce };
  console.log(await ${code});
  process.exit();
`;

function putSpoon(owner: string): string {
  const spoon = { cartId: 'cart-1', owner, name: 'Spoon', quantity: 1, cents: 800 };
  return change(`putIntoCart(shop, ${JSON.stringify(spoon)})`);
}

function signInFrom(guest: string, user: string): string {
  return change(`signIn(shop, ${JSON.stringify({ cartId: 'cart-1', guest, user })})`);
}

/** A program that gives money back, the same refund whenever it is run, and prints it. */
function giveBack(url: string, id: string, refund: object): string {
  const asked = JSON.stringify(refund);
  return `import { giveBack } from './refund.js';
    console.log(JSON.stringify(await giveBack('${url}', '${id}', ${asked})));`;
}

/** The shop of the guides, not yet served, with its tables and one cart. */
async function shop() {
  const project = await install(packed, ['pg']);
  const folder = await mkdtemp(join(tmpdir(), 'payonce-guides-'));
  guardFolder(folder);
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  const pool = new pg.Pool({ connectionString: postgres.url });
  // The server under it goes first, in the order of the callbacks.
  pool.on('error', () => undefined);
  onTestFinished(() => pool.end());
  await pool.query(server.snippet('sql') + ROWS);
  const [port = 0, bankPort = 0] = await freePorts(2);
  const [url, bankUrl] = [`http://localhost:${port}`, `http://localhost:${bankPort}`];
  const env = {
    ...{ PORT: String(port), SHOP_URL: url, DATABASE_URL: postgres.url, BANK_URL: bankUrl },
    BANK_WEBHOOK_SECRET: 'whsec_Z3VpZGVzLWd1aWRlcy1ndWlkZXM=',
    MERCHANT_SECRET: 'merchant_guides_secret',
  };
  const bank = { ...env, BANK_PORT: String(bankPort), PAYONCE_DATA: folder };
  const write = (name: string, code: string) => writeFile(join(project, name), code);
  await write('shop.js', server.snippet('js', 0));
  await write('carts.js', server.snippet('js', 1));
  await write('server.js', readme.snippet('js') + server.snippet('js', 2));
  await write('refund.js', server.snippet('js', 3));
  return {
    ...{ url: `${url}/payonce`, bankUrl, pool },
    serve: () => running(project, ['server.js'], env),
    startBank: () => running(ROOT, ['--import', 'tsx', 'src/shop/bank.ts'], bank),
    run: (code: string) => runNode(project, code, env),
  };
}

async function call(method: string, address: string, shopper: string, body?: unknown, key = '') {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
  const answer = await fetch(address, {
    method,
    headers: { ...headers, Cookie: `session=${shopper}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

test('the server of README and guide sells what a cart has come to hold, and gives money back', async () => {
  const { url, bankUrl, pool, serve, startBank, run } = await shop();
  const program = serve();
  await vi.waitFor(() => expect(program.said()).toContain(`payonce at ${url}`), PATIENCE);
  // It serves without its bank, and reconciles once there is one.
  const bank = startBank();
  await vi.waitFor(() => expect(bank.said()).toContain(`bank ready ${bankUrl}`), PATIENCE);

  const open = (shopper: string) => call('POST', `${url}/checkouts`, shopper, { cartId: 'cart-1' });
  expect(await open(GUEST)).toMatchObject({
    status: 200,
    body: { status: 'open', amount: { value: 4200 } },
  });
  expect((await open(EVE)).status).toBe(404);
  expect(await run(putSpoon('eve'))).toBe('false');
  expect(await run(putSpoon('guest'))).toBe('true');
  expect(await open(GUEST)).toMatchObject({
    body: { cartVersion: '2', amount: { value: 5000 } },
  });
  expect(await run(signInFrom('eve', 'eve'))).toBe('false');
  expect(await run(signInFrom('guest', 'ann'))).toBe('true');
  expect((await open(GUEST)).status).toBe(404);

  const opened = await open(ANN);
  const { id, idempotencyKey, amount } = opened.body as unknown as Checkout;
  const card = { number: '4242424242424242', exp: '12/40', cvc: '123' };
  const { token } = (await call('POST', `${bankUrl}/tokens`, ANN, card)).body;
  const payment = { amount, paymentMethod: { type: 'card', token } };
  const checkout = `${url}/checkouts/${id}`;
  await vi.waitFor(async () => {
    const paid = await call('POST', `${checkout}/payments`, ANN, payment, String(idempotencyKey));
    expect(paid.status).toBe(201);
  }, PATIENCE);
  expect(await run(putSpoon('ann'))).toBe('false');
  // It is to be packed, and the bank has told the server of the charge.
  await vi.waitFor(async () => {
    const { rows } = await pool.query<{ lines: string }>('SELECT lines FROM parcels');
    expect(rows.map(({ lines }) => lines)).toEqual([expect.stringMatching(/Mug.*Spoon/)]);
    const told = await pool.query(`SELECT FROM payonce_inbox WHERE status = 'applied'`);
    expect(told.rows).toHaveLength(1);
  }, PATIENCE);

  const read = async () => (await call('GET', checkout, ANN)).body;
  const part = { key: 'credit-note-1', amount: { value: 800, currency: 'EUR' }, reason: 'Bent' };
  const some = giveBack(url, id, part);
  expect(await run(some)).toBe(await run(some));
  expect(await read()).toMatchObject({ status: 'partially_refunded', payment: { refunds: [{}] } });
  const rest = giveBack(url, id, { key: 'credit-note-2', reason: 'A chip in the glaze.' });
  expect(await run(rest)).toContain('4200');
  expect(await read()).toMatchObject({ status: 'refunded', payment: { refunds: [{}, {}] } });
  expect(await program.stop()).toBe(0);
});

test('the pages of the guide have their types and draw a checkout', async () => {
  const codes = [widget.snippet('tsx', 0), widget.snippet('tsx', 1), widget.snippet('ts')];
  const pages = await installPages(packed, codes);
  expect(await pages.complaints()).toBe('');
  const loading = 'data-payonce-status="loading"';
  expect(await pages.draw(0, 'PayPage', { cartId: 'cart-1' })).toContain(loading);
  expect(await pages.draw(0, 'ThanksPage', { checkoutId: 'chk_1' })).toContain(loading);
  expect(await pages.draw(1, 'OwnCheckout', { cartId: 'cart-1' })).toContain('<h2>…</h2>');
});

/** The names in the first column of the table under this heading. */
function table(text: string, heading: string): string[] {
  const after = text.slice(text.indexOf(heading));
  const rows = /^\| -.*\n((?:\|.*\n)+)/m.exec(after)?.[1] ?? '';
  return rows
    .split('\n')
    .flatMap((row) => (row.split('|')[1] ?? '').match(/`[^`]+`/g) ?? [])
    .map((name) => name.slice(1, -1));
}

/** What `pattern` finds in a source file from `start` on, up to the first `end` if there is one. */
async function inCode(file: string, start: string, end: string | null, pattern: RegExp) {
  const code = await readFile(join(ROOT, 'src', file), 'utf8');
  const from = code.slice(code.indexOf(start));
  const part = end === null ? from : from.slice(0, from.indexOf(end));
  return [...part.matchAll(pattern)].map(([, name]) => String(name));
}

const TYPE = /type: '([^']+)'/g;
const MEMBER = /^\s+(?:readonly )?'?([\w-]+)'?\??: /gm;
const NAME = /'([^']+)'/g;

test.each([
  ['| status |', 'client/snapshot.ts', 'export type Status', ';', NAME],
  ['| notice |', 'client/snapshot.ts', 'export type Notice', '/** How long', TYPE],
  ['| result |', 'client/submit-result.ts', 'export type SubmitResult', null, TYPE],
  ['| event | property', 'client/events.ts', 'export interface CheckoutEvents', '\n}', MEMBER],
] as const)('the table with %s is what is in %s', async (heading, file, start, end, pattern) => {
  const named = await inCode(file, start, end, pattern);
  expect(named.length).toBeGreaterThan(5);
  expect(table(widget.text, heading)).toEqual([...new Set(named)]);
});

test('the options, limits and looks of the guides are those of the code', async () => {
  const options = await inCode('server/options.ts', 'interface PayonceOptions', '\n}', MEMBER);
  expect(table(server.text, '| option |').sort()).toEqual(options.sort());
  const limits = Object.entries(DEFAULT_LIMITS).map(([name, most]) => `| \`${name}\` | ${most} |`);
  for (const limit of limits) expect(server.text).toContain(limit);
  const looks = await inCode('styles.css', '.payonce {', null, /var\(--payonce-([\w-]+)/g);
  const shown = [...widget.text.matchAll(/`--payonce-([\w-]+)`/g)].map(([, name]) => String(name));
  expect([...new Set(looks)].sort()).toEqual(shown);
});
