// The bank over real sockets, and across a real SIGKILL.

import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serveBank, type ServedBank } from '../../src/node/bank-host.ts';
import { manualClock } from '../support/manual-clock.ts';
import { GOOD_CARD, order } from './a-bank.ts';
import { aFolder, nextLine, run } from './a-process.ts';

async function served(folder: string): Promise<ServedBank> {
  const bank = await serveBank({
    port: 0,
    dataFolder: folder,
    assetsFolder: folder,
    clock: manualClock(),
    random: (length) => new Uint8Array(randomBytes(length)),
  });
  onTestFinished(() => bank.close());
  return bank;
}

function post(url: string, path: string, body: unknown): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  return fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function anOrder(url: string): Promise<ReturnType<typeof order>> {
  const answer = await post(url, '/tokens', GOOD_CARD);
  return order(((await answer.json()) as { token: string }).token);
}

async function chargesOf(url: string): Promise<unknown[]> {
  const answer = await fetch(`${url}/ledger?reference=chk_1`);
  return ((await answer.json()) as { charges: unknown[] }).charges;
}

test('the bank answers at localhost and at 127.0.0.1', async () => {
  const { url } = await served(await aFolder());
  const { port } = new URL(url);
  const answers = await Promise.all([
    fetch(`${url}/healthz`),
    fetch(`http://127.0.0.1:${port}/healthz`),
  ]);
  expect(url).toBe(`http://localhost:${port}`);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
});

test.each([
  ['unreachable', 0],
  ['request-lost', 0],
  ['answer-lost', 1],
])('%s cuts the socket; charges made: %i; the bank lives on', async (point, charges) => {
  const { url } = await served(await aFolder());
  const body = await anOrder(url);
  await post(url, '/faults', { point, times: 1 });
  await expect(post(url, '/charges', body)).rejects.toThrow('fetch failed');
  expect(await chargesOf(url)).toHaveLength(charges);
  expect((await post(url, '/charges', body)).status).toBe(201);
  expect(await chargesOf(url)).toHaveLength(1);
});

test('the files of the card page are served with their types', async () => {
  const folder = await aFolder();
  await writeFile(join(folder, 'card.js'), 'void 0;');
  await writeFile(join(folder, 'card.css'), 'body{}');
  const { url } = await served(folder);
  const [script, style] = await Promise.all([fetch(`${url}/card.js`), fetch(`${url}/card.css`)]);
  expect(script.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
  expect(style.headers.get('Content-Type')).toBe('text/css; charset=utf-8');
  expect([await script.text(), await style.text()]).toEqual(['void 0;', 'body{}']);
});

test('a second bank on one data folder is refused and says which process has it', async () => {
  const folder = await aFolder();
  await served(folder);
  await expect(served(folder)).rejects.toThrow(`in use by process ${process.pid}`);
});

test('a port that is taken is refused and the ledger is free again', async () => {
  const [folder, other] = [await aFolder(), await aFolder()];
  const { url } = await served(other);
  const options = {
    port: Number(new URL(url).port),
    dataFolder: folder,
    assetsFolder: folder,
    clock: manualClock(),
    random: (length: number) => new Uint8Array(length),
  };
  await expect(serveBank(options)).rejects.toThrow('EADDRINUSE');
  await served(folder);
});

test('a bank killed with SIGKILL replays the same bytes when it is back', async () => {
  const folder = await aFolder();
  const first = run('serve-bank.ts', folder);
  const firstUrl = await nextLine(first);
  const body = await anOrder(firstUrl);
  const answer = await (await post(firstUrl, '/charges', body)).text();
  await first.kill();
  const { url } = await served(folder);
  const again = await post(url, '/charges', body);
  expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  expect(await again.text()).toBe(answer);
  expect(await chargesOf(url)).toHaveLength(1);
});

test('a hundred charges at once over HTTP are a hundred charges', async () => {
  const { url } = await served(await aFolder());
  const bodies = await Promise.all(Array.from({ length: 100 }, () => anOrder(url)));
  const answers = await Promise.all(
    bodies.map((body, index) => post(url, '/charges', { ...body, key: `key-${index}` })),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(100);
  expect(await chargesOf(url)).toHaveLength(100);
});
