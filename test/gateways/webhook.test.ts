// Which webhooks the sandbox gateway believes, and what it reads from them. Whatever is not signed
// over exactly these bytes, now, with one of our secrets, is forged.

import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import type { WebhookReading } from '../../src/server/gateway.ts';
import {
  ASKING,
  CAPTURED,
  DECLINED,
  KEY,
  never,
  ORDER,
  PENDING,
  scriptedBank,
} from './scripted-bank.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const MINUTE_MS = 60_000;
const OLD = `whsec_${btoa('the secret of yesterday')}`;
const NEW = `whsec_${btoa('the secret of tomorrow!')}`;
const STRANGE = `whsec_${btoa('the secret of somebody.')}`;
const BODY = JSON.stringify({ type: 'charge.updated', data: { charge: CAPTURED } });

interface Sent {
  readonly id: string;
  readonly time: string;
  readonly signature: string;
  readonly body: string | Uint8Array;
}

function signed(body = BODY, secret = NEW, atMs = NOW, id = 'evt_1'): Sent {
  const time = String(Math.floor(atMs / 1000));
  const signature = new Webhook(secret).sign(id, new Date(atMs), body);
  return { id, time, signature, body };
}

function read(sent: Partial<Sent>, secrets: readonly string[] = [OLD, NEW], nowMs = NOW) {
  const { gateway } = scriptedBank(never, undefined, secrets);
  const headers = new Headers();
  if (sent.id !== undefined) headers.set('webhook-id', sent.id);
  if (sent.time !== undefined) headers.set('webhook-timestamp', sent.time);
  if (sent.signature !== undefined) headers.set('webhook-signature', sent.signature);
  const { body = '' } = sent;
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return gateway.readWebhook(headers, bytes, nowMs);
}

test('a capture is read as one, with the event’s id and the leg’s key', () => {
  expect(read(signed())).toEqual({
    type: 'charge',
    eventId: 'evt_1',
    gatewayKey: KEY,
    reference: ORDER.reference,
    fact: {
      type: 'succeeded',
      chargeId: 'ch_1',
      amount: CAPTURED.amount,
      method: CAPTURED.method,
    },
  });
});

test.each([
  [DECLINED, { type: 'declined', declineCode: 'stolen_card', kind: 'hard' }],
  [PENDING, { type: 'pending', chargeId: 'ch_1' }],
  [ASKING, { type: 'action', url: ASKING.nextAction.url }],
  [{ ...CAPTURED, status: 'canceled' }, { type: 'canceled' }],
])('the charge %o is read as %o', (charge, fact) => {
  const body = JSON.stringify({ type: 'charge.updated', data: { charge } });
  expect(read(signed(body))).toMatchObject({ type: 'charge', fact });
});

test('a reversal is read with its reason', () => {
  const data = { charge: CAPTURED, reason: 'debit_returned' };
  expect(read(signed(JSON.stringify({ type: 'charge.reversed', data })))).toEqual({
    type: 'reversal',
    eventId: 'evt_1',
    gatewayKey: KEY,
    reference: ORDER.reference,
    chargeId: 'ch_1',
    reason: 'debit_returned',
  });
});

test.each([
  ['succeeded', { type: 'succeeded', refundId: 're_1', amount: CAPTURED.amount }],
  ['failed', { type: 'failed', refundId: 're_1' }],
])('a refund that %s is read so', (status, outcome) => {
  const { amount } = CAPTURED;
  const refund = { id: 're_1', key: 'refund-1', charge: 'ch_1', amount, status };
  const body = JSON.stringify({ type: 'refund.updated', data: { refund } });
  expect(read(signed(body))).toMatchObject({ type: 'refund', gatewayKey: 'refund-1', outcome });
});

test.each([
  ['of another type', JSON.stringify({ type: 'weather.updated', data: {} })],
  ['with a charge that is none', JSON.stringify({ type: 'charge.updated', data: { charge: {} } })],
  ['that is no JSON', 'hello'],
  ['without a body', ''],
])('a genuine event %s is of no concern', (_, body) => {
  expect(read(signed(body))).toEqual({ type: 'ignored', eventId: 'evt_1' });
});

test.each([OLD, NEW])('each of two secrets is good: %s', (secret) => {
  expect(read(signed(BODY, secret)).type).toBe('charge');
});

test('one good signature among several is enough', () => {
  const { signature } = signed(BODY, STRANGE);
  const sent = signed();
  const both = `${signature} v2,abc ${sent.signature}`;
  expect(read({ ...sent, signature: both }).type).toBe('charge');
});

test('without any secret every webhook is forged', () => {
  expect(read(signed(), []).type).toBe('forged');
});

test.each([
  [-5 * MINUTE_MS, 'charge'],
  [5 * MINUTE_MS, 'charge'],
  [-5 * MINUTE_MS - 1000, 'forged'],
  [5 * MINUTE_MS + 1000, 'forged'],
  [-24 * 60 * MINUTE_MS, 'forged'],
])('one sent %i ms from now is %s', (offsetMs, type) => {
  expect(read(signed(BODY, NEW, NOW + offsetMs)).type).toBe(type);
});

test('the clock that is handed in decides, not the machine’s', () => {
  const longAgo = Date.UTC(2001, 0, 1);
  expect(read(signed(BODY, NEW, longAgo), [NEW], longAgo).type).toBe('charge');
  expect(read(signed(BODY, NEW, Date.now()), [NEW], longAgo).type).toBe('forged');
});

const good = signed();
const forgeries: readonly [string, Partial<Sent>][] = [
  ['signed with a strange secret', signed(BODY, STRANGE)],
  ['with another body', { ...good, body: BODY.replace('4200', '4201') }],
  ['with the body written anew', { ...good, body: JSON.stringify(JSON.parse(BODY), null, 1) }],
  ['with a byte order mark', { ...good, body: `\ufeff${BODY}` }],
  ['with another id', { ...good, id: 'evt_2' }],
  ['with another time', { ...good, time: String(Number(good.time) + 1) }],
  ['with a time that is none', { ...good, time: `${good.time}.5` }],
  ['with a signature cut short', { ...good, signature: good.signature.slice(0, -1) }],
  [
    'with a signature of another version',
    { ...good, signature: good.signature.replace('v1', 'v2') },
  ],
  ['with a bare signature', { ...good, signature: good.signature.slice(3) }],
  ['with an empty signature', { ...good, signature: 'v1,' }],
  ['without an id', { time: good.time, signature: good.signature, body: BODY }],
  ['without a time', { id: good.id, signature: good.signature, body: BODY }],
  ['without a signature', { id: good.id, time: good.time, body: BODY }],
  ['in other bytes than UTF-8', { ...good, body: new Uint8Array([0xff, 0xfe]) }],
];

test.each(forgeries)('one %s is forged', (_, sent) => {
  expect(read(sent).type).toBe('forged');
});

test('the border between id, time and body cannot be moved', () => {
  const time = String(Math.floor(NOW / 1000));
  const shifted = signed(`${time}.${BODY}`, NEW, NOW, 'evt_1');
  const sent = { ...shifted, id: `evt_1.${time}`, body: BODY };
  expect(read(sent).type).toBe('forged');
});

test('a genuine one with any one byte changed is forged', () => {
  const bytes = new TextEncoder().encode(BODY);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const changed = bytes.map((byte, index) => (index === at ? byte ^ by : byte));
      expect(read({ ...good, body: changed }).type).toBe('forged');
    }),
  );
});

test('no header and no body, whatever they are, make reading throw or believe', () => {
  const text = fc.string({ maxLength: 80 }).map((each) => each.replace(/[^\x20-\x7e]/g, ''));
  const body = fc.uint8Array({ maxLength: 80 });
  fc.assert(
    fc.property(text, text, text, body, (id, time, signature, bytes) => {
      const reading: WebhookReading = read({ id, time, signature, body: bytes });
      expect(reading.type).toBe('forged');
    }),
  );
});

test.each(['', 'whsec_', 'whsec_!!'])(
  'the secret %j is refused when the gateway is made',
  (secret) => {
    expect(() => scriptedBank(never, undefined, [secret])).toThrow();
  },
);
