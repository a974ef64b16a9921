// Reads a request's body within a limit. Knows bytes and media types, not what a body means.

// The largest legitimate body, a payment, has under 1 KiB; sixteen leave room for a long token and
// future members.
const MAX_BODY_BYTES = 16 * 1024;

export type Body =
  | { readonly type: 'json'; readonly value: unknown }
  | { readonly type: 'unreadable'; readonly reason: string }
  | { readonly type: 'too-large'; readonly limitBytes: number }
  | { readonly type: 'unsupported'; readonly contentType: string };

/**
 * The body as JSON. `unreadable` when it is no UTF-8 or no JSON: a later check than size and type.
 */
export async function readJsonBody(request: Request): Promise<Body> {
  const declared = Number(request.headers.get('Content-Length') ?? 0);
  if (declared > MAX_BODY_BYTES) return { type: 'too-large', limitBytes: MAX_BODY_BYTES };
  const contentType = request.headers.get('Content-Type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(contentType)) return { type: 'unsupported', contentType };
  const bytes = await readBytes(request);
  if (bytes === null) return { type: 'too-large', limitBytes: MAX_BODY_BYTES };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { type: 'json', value: JSON.parse(text) as unknown };
  } catch (error) {
    return { type: 'unreadable', reason: error instanceof Error ? error.message : 'no JSON' };
  }
}

async function readBytes(request: Request): Promise<Uint8Array | null> {
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > MAX_BODY_BYTES) {
      await reader.cancel().catch(() => undefined);
      return null;
    }
    chunks.push(value);
  }
  return concatenated(chunks, length);
}

function concatenated(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
