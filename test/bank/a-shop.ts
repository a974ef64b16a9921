// A shop that takes webhooks, as a `Fetch` of the bank's own: what it heard, and what it answers.
// Checks each signature by making it anew.

import { Webhook } from 'standardwebhooks';
import { DEMO_WEBHOOK_SECRET } from '../../src/bank/webhook-secret.ts';
import type { Fetch } from '../../src/protocol/ports.ts';
import { aBank, memoryLedger, post, type TestBank } from './a-bank.ts';

export interface Heard {
  readonly url: string;
  readonly id: string;
  readonly sentAtMs: number;
  readonly isSigned: boolean;
  readonly body: { readonly type: string; readonly data: Record<string, unknown> };
}

export interface Shop {
  readonly heard: Heard[];
  readonly fetch: Fetch;
  /** From now on it answers so. */
  answer(how: (url: string) => Response | Promise<Response>): void;
  /** `captured`, `pending`, … of the events heard, in order. */
  statuses(): unknown[];
}

export const ENDPOINT = 'http://shop.test/payonce/webhooks/sandbox';

export function aShop(secret = DEMO_WEBHOOK_SECRET): Shop {
  const webhook = new Webhook(secret);
  const heard: Heard[] = [];
  let respond: (url: string) => Response | Promise<Response> = () =>
    new Response('', { status: 200 });
  return {
    heard,
    async fetch(request) {
      const { url, headers } = request;
      const text = await request.text();
      const id = headers.get('webhook-id') ?? '';
      const seconds = Number(headers.get('webhook-timestamp'));
      const isSigned =
        headers.get('webhook-signature') === webhook.sign(id, new Date(seconds * 1000), text);
      const body = JSON.parse(text) as Heard['body'];
      heard.push({ url, id, sentAtMs: seconds * 1000, isSigned, body });
      return respond(url);
    },
    answer(how) {
      respond = how;
    },
    statuses: () => heard.map(({ body }) => statusOf(body)),
  };
}

function statusOf({ type, data }: Heard['body']): unknown {
  if (type === 'charge.reversed') return 'reversed';
  const subject = (data['charge'] ?? data['refund']) as { status?: unknown };
  return subject.status;
}

export interface BankWithShop extends TestBank {
  readonly shop: Shop;
}

/** A bank at which `shop-1` has registered its endpoint. */
export async function aBankWithShop(ledger = memoryLedger()): Promise<BankWithShop> {
  const shop = aShop();
  const bank = { ...aBank(ledger, undefined, { fetch: shop.fetch }), shop };
  await register(bank);
  return bank;
}

export function register(bank: TestBank, url = ENDPOINT, mark = 'shop-1'): Promise<Response> {
  return post(bank, '/webhook-endpoints', { url, mark }, 'PUT');
}

/** Lets time pass as a host does: a tick, and then another every quarter of a second. */
export async function tickFor(bank: TestBank, ms: number): Promise<void> {
  await bank.bank.tick();
  for (let passed = 0; passed < ms; passed += 250) {
    await bank.clock.advance(Math.min(250, ms - passed));
    await bank.bank.tick();
  }
}
