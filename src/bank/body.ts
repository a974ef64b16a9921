// Reads a request's body: JSON only, and no more of it than any honest request has. Knows bytes and
// media types, not what a body means.

import type * as v from 'valibot';
import { parseMessage, type FieldError } from '../protocol/messages.ts';
import { problem, type BankProblemCode } from './answers.ts';

export const MAX_BODY_BYTES = 64 * 1024;

export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: Response };

/**
 * The body as a parsed message, else the answer to give: 413, 415, or 400 with `invalidCode` and
 * every error's path.
 */
export async function readMessage<T>(
  request: Request,
  schema: v.GenericSchema<unknown, T>,
  invalidCode: BankProblemCode = 'request-invalid',
): Promise<Read<T>> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('Content-Type') ?? '')) {
    const detail = 'Send JSON with "Content-Type: application/json".';
    return { ok: false, answer: problem('media-type-unsupported', { detail }) };
  }
  const bytes = await readBytes(request);
  if (bytes === null) {
    const detail = `A body may have at most ${MAX_BODY_BYTES} bytes.`;
    return { ok: false, answer: problem('body-too-large', { detail }) };
  }
  const input = parseJson(bytes);
  if (!input.ok)
    return invalid('request-invalid', [{ path: '', message: 'must be JSON in UTF-8' }]);
  const parsed = parseMessage(schema, input.value);
  return parsed.ok ? parsed : invalid(invalidCode, parsed.errors);
}

function invalid(code: BankProblemCode, errors: readonly FieldError[]): Read<never> {
  const detail = errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; ');
  return { ok: false, answer: problem(code, { detail, errors }) };
}

/** The whole body, or null when it is larger than any honest one; the rest is then left unread. */
export async function readBytes(request: Request): Promise<Uint8Array | null> {
  if (Number(request.headers.get('Content-Length') ?? 0) > MAX_BODY_BYTES) return null;
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks, length);
    length += value.byteLength;
    if (length > MAX_BODY_BYTES) {
      await reader.cancel().catch(() => undefined);
      return null;
    }
    chunks.push(value);
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

function parseJson(bytes: Uint8Array): { ok: true; value: unknown } | { ok: false } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}
