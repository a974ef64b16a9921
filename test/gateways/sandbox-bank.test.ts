// The gateway and the sandbox bank itself, together: both sides mean the same by every word.

import { expect, test } from 'vitest';
import { createBank } from '../../src/bank/bank.ts';
import { DEMO_WEBHOOK_SECRET } from '../../src/bank/webhook-secret.ts';
import { sandboxGateway } from '../../src/gateways/sandbox.ts';
import type { Gateway, WebhookReading } from '../../src/server/gateway.ts';
import { manualClock, type ManualClock } from '../support/manual-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { memoryLedger } from '../bank/a-bank.ts';
import { ORDER } from './scripted-bank.ts';

interface Pair {
  readonly gateway: Gateway;
  readonly clock: ManualClock;
  /** Lets the bank do what is due. */
  readonly tick: () => Promise<void>;
  /** What the gateway read from the webhooks that came, in order. */
  readonly readings: WebhookReading[];
  readonly send: (method: string, path: string, body: unknown) => Promise<Response>;
  readonly token: (details: unknown) => Promise<string>;
}

async function aPair(): Promise<Pair> {
  const clock = manualClock();
  const readings: WebhookReading[] = [];
  const bank = createBank({
    ledger: memoryLedger(),
    clock,
    random: seededRandom(7),
    fetch: async (request) => {
      const body = new Uint8Array(await request.arrayBuffer());
      readings.push(gateway.readWebhook(request.headers, body, clock.now()));
      return new Response(null, { status: 204 });
    },
  });
  const webhookSecrets = [DEMO_WEBHOOK_SECRET];
  const gateway = sandboxGateway({
    url: 'http://bank.test',
    fetch: bank.fetch,
    clock,
    webhookSecrets,
  });
  const send: Pair['send'] = (method, path, body) => {
    const headers = { 'Content-Type': 'application/json' };
    const init = { method, headers, body: JSON.stringify(body) };
    return bank.fetch(new Request(new URL(path, 'http://bank.test'), init));
  };
  const token = async (details: unknown): Promise<string> => {
    const answer = await send('POST', '/tokens', details);
    return ((await answer.json()) as { token: string }).token;
  };
  await send('PUT', '/webhook-endpoints', { url: 'http://shop.test/hook', mark: 'shop-1' });
  return { gateway, clock, readings, send, token, tick: () => bank.tick() };
}

const card = (number: string) => ({ number, exp: '12/34', cvc: '123' });

test('a card: charged, looked up, listed, told by webhook and refunded, all alike', async () => {
  const { gateway, token, tick, readings } = await aPair();
  const order = { ...ORDER, token: await token(card('4242424242424242')) };
  const charged = await gateway.charge(order);
  expect(charged).toMatchObject({ type: 'succeeded' });
  expect(await gateway.lookup(order.gatewayKey)).toEqual(charged);
  expect(await gateway.cancel(order.gatewayKey)).toEqual(charged);
  expect(await gateway.list(0, null)).toMatchObject({
    charges: [{ gatewayKey: order.gatewayKey, label: order.label, fact: charged }],
    next: null,
  });
  const chargeId = charged.type === 'succeeded' ? charged.chargeId : '';
  const refund = { gatewayKey: 'refund-1', chargeId, amount: order.amount, reason: 'returned' };
  const refunded = await gateway.refund(refund);
  expect(await gateway.refund(refund)).toEqual(refunded);
  expect(await gateway.refund({ ...refund, gatewayKey: 'refund-2' })).toMatchObject({
    type: 'failed',
    reason: 'refund-exceeds-captured',
  });
  await tick();
  expect(readings).toMatchObject([
    { type: 'charge', gatewayKey: order.gatewayKey, fact: charged },
    { type: 'refund', gatewayKey: 'refund-1', outcome: refunded },
  ]);
});

test('a card that asks: an address to go to, and an end when canceled', async () => {
  const { gateway, token, tick, readings } = await aPair();
  const order = {
    ...ORDER,
    token: await token(card('4000002760003184')),
    returnUrl: 'http://shop.test/checkout',
  };
  const asked = await gateway.charge(order);
  expect(asked).toMatchObject({ type: 'action' });
  expect(await gateway.charge(order)).toEqual(asked);
  expect(await gateway.lookup(order.gatewayKey)).toEqual(asked);
  expect(await gateway.cancel(order.gatewayKey)).toEqual({ type: 'canceled' });
  expect(await gateway.lookup(order.gatewayKey)).toEqual({ type: 'canceled' });
  await tick();
  expect(readings).toMatchObject([{ fact: asked }, { fact: { type: 'canceled' } }]);
});

test('a debit: pending, not to be canceled, and captured by time', async () => {
  const { gateway, token, clock, tick, readings } = await aPair();
  const iban = 'DE02120300000000202051';
  const order = { ...ORDER, methodType: 'bank_debit', token: await token({ iban }) };
  const charged = await gateway.charge(order);
  expect(charged).toMatchObject({ type: 'pending', method: { type: 'bank_debit' } });
  expect(await gateway.cancel(order.gatewayKey)).toEqual(charged);
  await clock.advance(4000);
  expect(await gateway.lookup(order.gatewayKey)).toMatchObject({ type: 'succeeded' });
  await clock.advance(4000);
  await tick();
  expect(readings).toMatchObject([
    { type: 'charge', fact: charged },
    { type: 'charge', fact: { type: 'succeeded' } },
    { type: 'reversal', gatewayKey: order.gatewayKey, reason: 'debit_returned' },
  ]);
});
