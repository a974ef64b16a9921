// The lab's wire between widget and shop: what is armed happens to payments, once each, and all
// that goes and comes is written down.

import { expect, test } from 'vitest';
import { createBrowserFaults, type BrowserFaultPoint } from '../../src/shop/lab/browser-faults.ts';
import type { NewLine } from '../../src/shop/lab/log.ts';
import { createWire } from '../../src/shop/lab/wire.ts';

const API = 'http://shop.test/payonce/checkouts';
const KEY = '0190b1a0-0000-7000-8000-000000000001';

const paid = () => Response.json({ status: 'succeeded' }, { status: 201 });

function aWire(answer: () => Response = paid) {
  const faults = createBrowserFaults();
  const lines: NewLine[] = [];
  const sent: string[] = [];
  const slept: number[] = [];
  let reloads = 0;
  const wire = createWire({
    fetch: async (request) => {
      sent.push(await request.text());
      return answer();
    },
    clock: { now: () => 0, sleep: async (ms) => void slept.push(ms) },
    faults,
    log: { add: (line) => lines.push(line) },
    reload: () => {
      reloads += 1;
    },
  });
  const pay = () =>
    wire(
      new Request(`${API}/chk_1/payments`, {
        method: 'POST',
        headers: { 'Idempotency-Key': `"${KEY}"` },
        body: 'body',
      }),
    ).then(
      ({ status }) => status,
      (error: unknown) => (error instanceof TypeError ? 'lost' : 'thrown'),
    );
  const arm = (point: BrowserFaultPoint) => faults.arm({ point, times: 1, ms: 70 });
  const told = () => lines.map(({ kind, said }) => `${kind} ${said}`.trim());
  return { wire, pay, arm, faults, lines, told, sent, slept, reloads: () => reloads };
}

test('a payment is told when it is sent and when it is answered, with its key', async () => {
  const { pay, lines, told } = aWire();
  expect(await pay()).toBe(201);
  expect(told()).toEqual(['sent', 'answered 201 succeeded']);
  expect(lines.map(({ key }) => key)).toEqual([KEY, KEY]);
});

test('a replay and a refusal are told as such, with the code', async () => {
  const replay = aWire(() =>
    Response.json({ status: 'succeeded' }, { headers: { 'Idempotent-Replayed': 'true' } }),
  );
  await replay.pay();
  expect(replay.told()).toEqual(['sent', 'replayed 200 succeeded, replayed']);
  const refusal = aWire(() => Response.json({ code: 'payment-in-flight' }, { status: 409 }));
  await refusal.pay();
  expect(refusal.told()).toEqual(['sent', 'refused 409 payment-in-flight']);
});

test('a lost request never leaves, and the next one does', async () => {
  const { pay, arm, sent, told } = aWire();
  arm('request-lost');
  expect([await pay(), await pay()]).toEqual(['lost', 201]);
  expect(sent).toHaveLength(1);
  expect(told().slice(0, 2)).toEqual(['sent', 'lost request lost, by hand']);
});

test('a lost answer was sent, and the widget never hears of it', async () => {
  const { pay, arm, sent, told } = aWire();
  arm('answer-lost');
  expect(await pay()).toBe('lost');
  expect(sent).toHaveLength(1);
  expect(told()).toEqual(['sent', 'lost answer lost, by hand']);
});

test('a doubled payment goes out twice alike and is answered once', async () => {
  const { pay, arm, sent, told } = aWire();
  arm('post-twice');
  expect(await pay()).toBe(201);
  await expect.poll(told).toHaveLength(4);
  expect(sent).toEqual(['body', 'body']);
});

test('a slow answer waits as long as told, and a reload follows the sending', async () => {
  const { pay, arm, slept, reloads } = aWire();
  arm('answer-slow');
  await pay();
  expect(slept).toEqual([70]);
  arm('reload');
  await pay();
  expect([slept, reloads()]).toEqual([[70, 70], 1]);
});

test('offline by hand, nothing leaves, neither payments nor reads', async () => {
  const { wire, pay, faults, sent, told } = aWire();
  faults.setOffline(true);
  expect(await pay()).toBe('lost');
  await expect(wire(new Request(`${API}/chk_1`))).rejects.toThrow(TypeError);
  expect(sent).toEqual([]);
  expect(told()).toEqual(['lost offline, by hand', 'lost offline, by hand']);
});

test('what is armed for payments leaves reads alone', async () => {
  const { wire, arm, lines } = aWire(() => Response.json({ status: 'open', idempotencyKey: KEY }));
  arm('answer-lost');
  arm('request-lost');
  expect((await wire(new Request(`${API}/chk_1`))).status).toBe(200);
  expect(lines).toEqual([{ kind: 'answered', what: 'GET checkout', said: '200 open', key: KEY }]);
});

test('a shop that does not answer is told as lost, and rejects as it did', async () => {
  const { pay, told } = aWire(() => {
    throw new RangeError('socket');
  });
  expect(await pay()).toBe('thrown');
  expect(told()).toEqual(['sent', 'lost no answer']);
});
