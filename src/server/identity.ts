// Names that survive amnesia: ids computed from what they name, so a server that lost its last
// writes makes the same ones again. Knows no database.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

// 128 bits: two of 10^12 carts share an id with a chance below 10^-14.
const ID_HEX_LENGTH = 32;

const CHECKOUT_ID = new RegExp(`^chk_[0-9a-f]{${ID_HEX_LENGTH}}$`);

/** SHA-256 of the parts, unambiguous whatever they contain. */
export function digest(parts: readonly (string | number | null)[]): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(parts))));
}

/** The one checkout of a tenant's cart. */
export function checkoutIdOf(tenant: string, cartId: string): string {
  return `chk_${digest(['checkout', tenant, cartId]).slice(0, ID_HEX_LENGTH)}`;
}

/** Whether a text can be a checkout's id: what outsiders put into a path may be anything. */
export function isCheckoutId(text: string): boolean {
  return CHECKOUT_ID.test(text);
}

/** The payment that an attempt is to the outside. */
export function paymentIdOf(checkoutId: string, ordinal: number): string {
  return `pay_${checkoutId.slice('chk_'.length)}_${ordinal}`;
}

/**
 * What the gateway charges at most once for: one leg of one attempt. Never made of a try's number.
 */
export function gatewayKeyOf(checkoutId: string, ordinal: number, leg: number): string {
  return `${checkoutId}.${ordinal}.${leg}`;
}

const GATEWAY_KEY = new RegExp(
  `^(chk_[0-9a-f]{${ID_HEX_LENGTH}})\\.([1-9]\\d{0,8})\\.([1-9]\\d{0,8})$`,
);

export interface LegPlace {
  readonly checkoutId: string;
  readonly ordinal: number;
  readonly leg: number;
}

/** Which leg a gateway key names; null when it is none of ours. */
export function legPlaceOf(gatewayKey: string): LegPlace | null {
  const [, checkoutId, ordinal, leg] = GATEWAY_KEY.exec(gatewayKey) ?? [];
  if (checkoutId === undefined) return null;
  return { checkoutId, ordinal: Number(ordinal), leg: Number(leg) };
}

/** A refund: by the merchant's key, or by the capture that payonce gives back. */
export function refundIdOf(checkoutId: string, cause: string, key: string): string {
  return `ref_${digest(['refund', checkoutId, cause, key]).slice(0, ID_HEX_LENGTH)}`;
}

/** An event: the same for the same fact, so that a storefront can tell a repeat. */
export function eventIdOf(type: string, checkoutId: string, about: string): string {
  return `evt_${digest(['event', type, checkoutId, about]).slice(0, ID_HEX_LENGTH)}`;
}
