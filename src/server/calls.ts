// What every call must show before it is let in: who asks, with which key, with what body. The
// contract's first checks, in its order; answers a refusal or what was found.

import { isJson, readBytes, readJsonBody, type JsonBody } from '../protocol/json-body.ts';
import {
  IDEMPOTENCY_KEY_HEADER,
  parseKeyHeader,
  parseMerchantKeyHeader,
  type KeyHeader,
} from '../protocol/keys.ts';
import { digest, isCheckoutId } from './identity.ts';
import { addressDigest } from './limits.ts';
import type { Settings } from './options.ts';
import { refusals } from './refusals.ts';

// The largest legitimate body, a payment, has under 1 KiB; sixteen leave room for a long token and
// future members.
const MAX_BODY_BYTES = 16 * 1024;

/** A refusal that ends the call wherever it is found. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly response: Response;

  constructor(response: Response) {
    super(`refused with ${response.status}`);
    this.response = response;
  }
}

/**
 * The body once its size and type are right; JSON that cannot be read is judged later, after
 * ownership.
 */
export async function bodyOf(
  request: Request,
): Promise<Extract<JsonBody, { type: 'json' | 'unreadable' }>> {
  const body = await readJsonBody(request, MAX_BODY_BYTES);
  if (body.type === 'too-large') throw new Refused(refusals.tooLarge(body.limitBytes));
  if (body.type === 'unsupported') throw new Refused(refusals.mediaType());
  return body;
}

/** For a call that needs no body: one that comes all the same is held to the same rules. */
export async function noBodyOf(request: Request): Promise<void> {
  const bytes = await readBytes(request, MAX_BODY_BYTES);
  if (bytes === null) throw new Refused(refusals.tooLarge(MAX_BODY_BYTES));
  if (bytes.byteLength > 0 && !isJson(request)) throw new Refused(refusals.mediaType());
}

export async function principalOf(settings: Settings, request: Request): Promise<string> {
  const principal = await settings.identify(request);
  if (principal === null || principal === '') throw new Refused(refusals.notSignedIn());
  return principal;
}

/** The id in a path. One that cannot be any checkout's never reaches the database. */
export function checkoutIdIn(id: string): string {
  if (!isCheckoutId(id)) throw new Refused(refusals.notFound());
  return id;
}

/** The key of a press, as a checkout carried it. */
export function keyOf(request: Request): string {
  const header = request.headers.get(IDEMPOTENCY_KEY_HEADER);
  return keyIn(parseKeyHeader(header), "the checkout's idempotencyKey");
}

/** The key of a refund, made by the merchant. */
export function merchantKeyOf(request: Request): string {
  const header = request.headers.get(IDEMPOTENCY_KEY_HEADER);
  return keyIn(parseMerchantKeyHeader(header), 'a key of your own for this refund');
}

function keyIn(header: KeyHeader, wanted: string): string {
  if (header.type === 'missing') throw new Refused(refusals.keyMissing(wanted));
  if (header.type === 'malformed') throw new Refused(refusals.keyMalformed(header.reason));
  return header.key;
}

// A gateway's message tells of one charge and its history: some have 30 KiB.
const MAX_MESSAGE_BYTES = 256 * 1024;

/** The bytes as they came, for a signature over them. */
export async function rawBodyOf(request: Request): Promise<Uint8Array> {
  const bytes = await readBytes(request, MAX_MESSAGE_BYTES);
  if (bytes === null) throw new Refused(refusals.tooLarge(MAX_MESSAGE_BYTES));
  return bytes;
}

/** Refuses who does not know the merchant's secret. */
export function merchantOf({ merchantSecret }: Settings, request: Request): void {
  const [, given] = /^Bearer +(.+)$/i.exec(request.headers.get('Authorization') ?? '') ?? [];
  // Digests compare in the same time wherever the secrets differ.
  const isRight =
    merchantSecret !== null && given !== undefined && digest([given]) === digest([merchantSecret]);
  if (!isRight) throw new Refused(refusals.merchantNotAuthorised());
}

/** Where a request comes from, as it is counted. */
export function addressIn({ addressOf, tenant }: Settings, request: Request): string | null {
  const address = addressOf(request);
  return address === null ? null : addressDigest(tenant, address);
}
