// A bank that dies by SIGKILL between a charge and its webhook: the next one tells it.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { GOOD_CARD, GOOD_IBAN, labelled } from './a-bank.ts';
import { aFolder, nextLine, run } from './a-process.ts';

interface Endpoint {
  readonly url: string;
  readonly ids: string[];
  /** Resolves with the next request that comes; nobody answers it but the caller. */
  next(): Promise<ServerResponse>;
}

async function anEndpoint(): Promise<Endpoint> {
  const ids: string[] = [];
  const came: ServerResponse[] = [];
  const waiting: ((answer: ServerResponse) => void)[] = [];
  const server = createServer((request: IncomingMessage, answer) => {
    ids.push(String(request.headers['webhook-id']));
    request.resume();
    const take = waiting.shift();
    if (take === undefined) came.push(answer);
    else take(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const next = async (): Promise<ServerResponse> => {
    const answer = came.shift();
    return answer ?? new Promise((resolve) => waiting.push(resolve));
  };
  return { url, ids, next };
}

async function send(url: string, method: string, body: unknown): Promise<Record<string, unknown>> {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, unknown>;
}

async function charge(bank: string, details: unknown, key: string): Promise<string> {
  const { token } = await send(`${bank}/tokens`, 'POST', details);
  const made = await send(`${bank}/charges`, 'POST', labelled(String(token), key));
  return String(made['id']);
}

const register = (bank: string, url: string) =>
  send(`${bank}/webhook-endpoints`, 'PUT', { url, mark: 'shop-1' });

test('what was charged before the kill and told to nobody is told after it', async () => {
  const [folder, endpoint] = [await aFolder(), await anEndpoint()];
  const first = run('serve-bank.ts', folder);
  const id = await charge(await nextLine(first), GOOD_CARD, 'key-1');
  await first.kill();
  const second = run('serve-bank.ts', folder);
  await register(await nextLine(second), endpoint.url);
  (await endpoint.next()).end();
  expect(endpoint.ids).toEqual([`evt_${id}_captured`]);
});

test('a bank killed while its webhook was being taken tells it again, under the same id', async () => {
  const [folder, endpoint] = [await aFolder(), await anEndpoint()];
  const first = run('serve-bank.ts', folder);
  const firstUrl = await nextLine(first);
  await register(firstUrl, endpoint.url);
  await charge(firstUrl, GOOD_CARD, 'key-1');
  await endpoint.next();
  await first.kill();
  const second = run('serve-bank.ts', folder);
  await register(await nextLine(second), endpoint.url);
  (await endpoint.next()).end();
  expect(endpoint.ids).toHaveLength(2);
  expect(new Set(endpoint.ids).size).toBe(1);
});

test('a debit that was on its way when the bank died settles and is told', async () => {
  const [folder, endpoint] = [await aFolder(), await anEndpoint()];
  const first = run('serve-bank.ts', folder);
  const id = await charge(await nextLine(first), { iban: GOOD_IBAN }, 'key-1');
  await first.kill();
  const second = run('serve-bank.ts', folder);
  await register(await nextLine(second), endpoint.url);
  (await endpoint.next()).end();
  (await endpoint.next()).end();
  expect(new Set(endpoint.ids)).toEqual(new Set([`evt_${id}_pending`, `evt_${id}_captured`]));
});
