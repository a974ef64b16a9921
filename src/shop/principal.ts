// Who is shopping: whoever holds the cookie. The principal is a hash of the cookie's token, so
// nothing need be stored, servers on one database agree, and a leaked database opens nobody's cart.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Random } from '../server.ts';

export const PRINCIPAL_COOKIE = 'tidewater';

const TOKEN_BYTES = 16;
const TOKEN = /^[0-9a-f]{32}$/;
// Half a year: who closes the browser while a payment is under way finds it again.
const MAX_AGE_S = 180 * 24 * 60 * 60;

/**
 * The principal of a request, or null for a stranger: no cookie, or one that this shop never made.
 */
export function identify(request: Request): string | null {
  const token = cookieValues(request).find((value) => TOKEN.test(value));
  return token === undefined ? null : principalOf(token);
}

export interface NewPrincipal {
  readonly principal: string;
  /** The value of the `Set-Cookie` header that makes the browser this principal. */
  readonly setCookie: string;
}

export function newPrincipal(random: Random, secure: boolean): NewPrincipal {
  const token = bytesToHex(random(TOKEN_BYTES));
  const kept = `Max-Age=${MAX_AGE_S}; Path=/; HttpOnly; SameSite=Lax`;
  const attributes = secure ? `${kept}; Secure` : kept;
  return {
    principal: principalOf(token),
    setCookie: `${PRINCIPAL_COOKIE}=${token}; ${attributes}`,
  };
}

function principalOf(token: string): string {
  return `guest_${bytesToHex(sha256(utf8ToBytes(token)))}`;
}

function cookieValues(request: Request): string[] {
  const pairs = (request.headers.get('Cookie') ?? '').split(';').map((pair) => pair.trim());
  const prefix = `${PRINCIPAL_COOKIE}=`;
  return pairs.filter((pair) => pair.startsWith(prefix)).map((pair) => pair.slice(prefix.length));
}
