// Reads a request's body as JSON, and no more of it than any honest one has. Knows bytes and media
// types, not what a body means.

export type JsonBody =
  | { readonly type: 'json'; readonly value: unknown }
  | { readonly type: 'unreadable'; readonly reason: string }
  | { readonly type: 'too-large'; readonly limitBytes: number }
  | { readonly type: 'unsupported'; readonly contentType: string };

/**
 * The body as JSON. `unreadable` when it is no UTF-8 or no JSON, which callers may judge later than
 * size and type.
 */
export async function readJsonBody(request: Request, limitBytes: number): Promise<JsonBody> {
  if (declaredBytes(request) > limitBytes) return { type: 'too-large', limitBytes };
  if (!isJson(request)) {
    return { type: 'unsupported', contentType: request.headers.get('Content-Type') ?? '' };
  }
  const bytes = await readBytes(request, limitBytes);
  if (bytes === null) return { type: 'too-large', limitBytes };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { type: 'json', value: JSON.parse(text) as unknown };
  } catch (error) {
    return { type: 'unreadable', reason: error instanceof Error ? error.message : 'no JSON' };
  }
}

/** Whether a body says that it is JSON. No HTML form can, so a foreign page needs a preflight. */
export function isJson(request: Request): boolean {
  return /^application\/json\s*(;|$)/i.test(request.headers.get('Content-Type') ?? '');
}

/** The whole body, or null when it is larger than `limitBytes`; the rest is then left unread. */
export async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array | null> {
  if (declaredBytes(request) > limitBytes) return null;
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks, length);
    length += value.byteLength;
    if (length > limitBytes) {
      await reader.cancel().catch(() => undefined);
      return null;
    }
    chunks.push(value);
  }
}

function declaredBytes(request: Request): number {
  return Number(request.headers.get('Content-Length') ?? 0);
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
