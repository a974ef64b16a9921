// Whether a webhook is genuine, as Standard Webhooks ask: signed over its id, its time and its
// bytes with one of our secrets, and sent within minutes of now. Knows no event.

import { Webhook } from 'standardwebhooks';

export type Signed =
  | { readonly ok: true; readonly id: string; readonly text: string }
  | { readonly ok: false; readonly reason: string };

export type SignatureCheck = (headers: Headers, body: Uint8Array, nowMs: number) => Signed;

const TOLERANCE_SECONDS = 5 * 60;
// No sender has more secrets at once, and each signature costs a comparison.
const MAX_SIGNATURES = 16;

/** Throws when a secret cannot be one. Without any secret every webhook is refused. */
export function signatureCheck(secrets: readonly string[]): SignatureCheck {
  const webhooks = secrets.map((secret) => new Webhook(secret));
  return (headers, body, nowMs) => {
    const id = headers.get('webhook-id') ?? '';
    const time = headers.get('webhook-timestamp') ?? '';
    const signatures = (headers.get('webhook-signature') ?? '').split(' ');
    // A dot in it could move the border between id, time and body, which are signed as one text.
    if (!/^[\w-]{1,255}$/.test(id)) return forged('no id');
    if (!/^\d{1,12}$/.test(time)) return forged('no time');
    const seconds = Number(time);
    if (Math.abs(nowMs / 1000 - seconds) > TOLERANCE_SECONDS) return forged('sent at another time');
    const text = textOf(body);
    if (text === null) return forged('not UTF-8');
    // The library's `verify` asks the machine's clock for the tolerance, and ours alone decides: so
    // it only signs, and what it signed is compared here.
    const expected = webhooks.map((webhook) => webhook.sign(id, new Date(seconds * 1000), text));
    const isGenuine = signatures
      .slice(0, MAX_SIGNATURES)
      .some((given) => expected.some((own) => isSame(given, own)));
    return isGenuine ? { ok: true, id, text } : forged('signed with another secret');
  };
}

/** Takes the same time wherever the two differ. */
function isSame(given: string, own: string): boolean {
  if (given.length !== own.length) return false;
  let difference = 0;
  for (let index = 0; index < own.length; index += 1) {
    difference |= given.charCodeAt(index) ^ own.charCodeAt(index);
  }
  return difference === 0;
}

/** Strict, and with a byte order mark kept: other bytes must never read as the signed text. */
function textOf(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

function forged(reason: string): Signed {
  return { ok: false, reason };
}
