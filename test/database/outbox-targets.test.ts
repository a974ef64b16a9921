// Events as signed messages to other addresses: Standard Webhooks that the receiver's own library
// believes, each sink told until it took the event and never again.

import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { deliverEvents } from '../../src/server/outbox.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { createWorld } from './world.ts';

const WAREHOUSE = { url: 'http://warehouse.test/events', secret: 'whsec_d2FyZWhvdXNlIHNlY3JldA==' };
const LEDGER = { url: 'http://ledger.test/hooks', secret: 'whsec_bGVkZ2VyIHNlY3JldA==' };

interface Post {
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** Takes posts and answers what `answers` says for the address, 204 if nothing. */
function post(posts: Post[], answers: Map<string, () => Promise<Response>> = new Map()) {
  return async (request: Request): Promise<Response> => {
    posts.push({ url: request.url, headers: request.headers, body: await request.text() });
    return (await answers.get(request.url)?.()) ?? new Response(null, { status: 204 });
  };
}

function headersOf({ headers }: Post): Record<string, string> {
  return Object.fromEntries(headers);
}

describeDatabases('outgoing webhooks', (openDatabase) => {
  test('the receiver verifies the signature over the body and reads the event', async () => {
    const posts: Post[] = [];
    const eventTargets = [WAREHOUSE, LEDGER];
    const world = await createWorld({
      database: await openDatabase(),
      eventTargets,
      fetch: post(posts),
    });
    // The library compares with the real time, and only with that.
    await world.clock.advance(Date.now() - world.clock.now());
    const { id } = await world.paid('cart-1');
    expect(await deliverEvents(world.settings)).toBe(1);
    expect(posts.map(({ url }) => url).sort()).toEqual([LEDGER.url, WAREHOUSE.url]);
    for (const { url, secret } of eventTargets) {
      const received = posts.find((one) => one.url === url)!;
      const event = new Webhook(secret).verify(received.body, headersOf(received));
      expect(event).toMatchObject({ type: 'paid', checkoutId: id });
      expect((event as { id: string }).id).toBe(received.headers.get('webhook-id'));
      expect(received.headers.get('content-type')).toBe('application/json');
      const forged = received.body.replace('4200', '4201');
      expect(() => new Webhook(secret).verify(forged, headersOf(received))).toThrow();
    }
    const other = posts.find(({ url }) => url === LEDGER.url)!;
    expect(() => new Webhook(WAREHOUSE.secret).verify(other.body, headersOf(other))).toThrow();
  });

  test('a sink that took an event is not told again while another still refuses it', async () => {
    const posts: Post[] = [];
    let refusals = 3;
    const handled: string[] = [];
    const refusing = async () => {
      refusals -= 1;
      return new Response('not now', { status: refusals >= 0 ? 503 : 200 });
    };
    const world = await createWorld({
      database: await openDatabase(),
      eventTargets: [WAREHOUSE, LEDGER],
      fetch: post(posts, new Map([[WAREHOUSE.url, refusing]])),
      on: { onPaid: (event) => void handled.push(event.id) },
    });
    await world.paid('cart-1');
    for (let tries = 0; tries < 3; tries += 1) {
      expect(await deliverEvents(world.settings)).toBe(0);
      await world.clock.advance(60_000);
    }
    expect(await deliverEvents(world.settings)).toBe(1);
    expect(posts.filter(({ url }) => url === LEDGER.url)).toHaveLength(1);
    expect(posts.filter(({ url }) => url === WAREHOUSE.url)).toHaveLength(4);
    expect(new Set(posts.map(({ headers }) => headers.get('webhook-id'))).size).toBe(1);
    expect(handled).toHaveLength(1);
  });

  test.each([
    ['a redirect', async () => new Response(null, { status: 302, headers: { Location: '/x' } })],
    ['a client error', async () => new Response(null, { status: 404 })],
    ['a closed door', () => Promise.reject(new TypeError('fetch failed'))],
    ['silence', () => new Promise<Response>(() => undefined)],
  ] as const)('%s is no 2xx: the event is offered again', async (_what, answer) => {
    const answers = new Map([[WAREHOUSE.url, answer]]);
    const posts: Post[] = [];
    const world = await createWorld({
      database: await openDatabase(),
      eventTargets: [WAREHOUSE],
      fetch: post(posts, answers),
    });
    await world.paid('cart-1');
    const before = world.clock.now();
    expect(await world.passing(deliverEvents(world.settings))).toBe(0);
    expect(world.clock.now() - before).toBeLessThanOrEqual(11_000);
    answers.clear();
    await world.clock.advance(2000);
    expect(await deliverEvents(world.settings)).toBe(1);
    expect(posts).toHaveLength(2);
  });
});
