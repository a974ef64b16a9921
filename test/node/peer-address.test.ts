// Who a request is counted to: a household, however many addresses it has, and nobody where a proxy
// stands before everybody.

import type { IncomingMessage } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { addressOf, listenerOf, serveFetch, serveListener } from '../../src/node/http-host.ts';
import { countedAddress } from '../../src/node/peer-address.ts';
import type { Fetch } from '../../src/protocol/ports.ts';

const answersAddress: Fetch = async (request) => Response.json(addressOf(request));

test('shoppers behind a proxy on this machine are not counted as one', async () => {
  const host = await serveFetch(answersAddress, { port: 0 });
  onTestFinished(() => host.close());
  for (const loopback of ['127.0.0.1', '[::1]']) {
    const answer = await fetch(`http://${loopback}:${host.port}`).catch(() => null);
    // A machine may have one of the two only.
    if (answer !== null) expect(await answer.json()).toBeNull();
  }
});

test('a request is counted to where its connection came from', async () => {
  const listener = listenerOf(answersAddress);
  const host = await serveListener(
    (incoming, outgoing) => {
      listener(from('::ffff:203.0.113.7', incoming), outgoing);
    },
    { port: 0 },
  );
  onTestFinished(() => host.close());
  expect(await (await fetch(host.url)).json()).toBe('203.0.113.7');
});

function from(remoteAddress: string, incoming: IncomingMessage): IncomingMessage {
  Object.defineProperty(incoming.socket, 'remoteAddress', { value: remoteAddress });
  return incoming;
}

test.for([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:203.0.113.7', '203.0.113.7'],
  ['172.32.0.1', '172.32.0.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001::1:2:3:4:5:6', '2001:0:1:2::/64'],
  ['2001:db8:1:2:3::', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
] as const)('%s is counted as %s', ([peer, counted]) => {
  expect(countedAddress(peer)).toBe(counted);
});

test.for([
  '127.0.0.1',
  '127.8.9.10',
  '::1',
  '::ffff:127.0.0.1',
  '10.1.2.3',
  '172.18.0.2',
  '192.168.1.1',
  '100.64.0.9',
  '::ffff:172.18.0.2',
  'fd00::2',
  'fe80::1%eth0',
])('%s is counted to nobody', (peer) => {
  expect(countedAddress(peer)).toBeNull();
});
