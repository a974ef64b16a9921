// By which address a connection is counted: one for each household, none where the other end stands
// before many shoppers. Pure; knows no limit.

import { BlockList } from 'node:net';

// Who connects from this machine or from a private network is a proxy, with every shopper behind
// it: counted as one, a hundred declines an hour would close the whole shop.
const OUR_OWN = new BlockList();
OUR_OWN.addSubnet('127.0.0.0', 8);
OUR_OWN.addSubnet('10.0.0.0', 8);
OUR_OWN.addSubnet('172.16.0.0', 12);
OUR_OWN.addSubnet('192.168.0.0', 16);
OUR_OWN.addSubnet('169.254.0.0', 16);
// Between the machines of several hosts, and of providers.
OUR_OWN.addSubnet('100.64.0.0', 10);
OUR_OWN.addAddress('::1', 'ipv6');
OUR_OWN.addSubnet('fc00::', 7, 'ipv6');
OUR_OWN.addSubnet('fe80::', 10, 'ipv6');

// An IPv4 address as a socket shows it that listens to both.
const MAPPED = /^::ffff:(?=[\d.]+$)/i;
const GROUPS = 8;
// What one household or office gets; whoever has it chooses the other half at will.
const GROUPS_OF_ONE = 4;

/** Null: nobody can tell who is at the other end. */
export function countedAddress(peer: string): string | null {
  const address = peer.replace(/%.*$/, '').replace(MAPPED, '');
  const isIPv6 = address.includes(':');
  if (OUR_OWN.check(address, isIPv6 ? 'ipv6' : 'ipv4')) return null;
  return isIPv6 ? `${networkOf(address)}::/64` : address;
}

function networkOf(address: string): string {
  const [head = [], tail] = address
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = new Array<string>(Math.max(GROUPS - head.length - (tail?.length ?? 0), 0)).fill(
    '0',
  );
  const groups = tail === undefined ? head : [...head, ...zeros, ...tail];
  return groups.slice(0, GROUPS_OF_ONE).join(':');
}
