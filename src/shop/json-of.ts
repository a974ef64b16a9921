// Reads a request's JSON for any of the shop's own routes: its size, its type, that it is JSON, in
// this order. Knows no shape of it, only how a wrong one is told.

import { readJsonBody } from '../protocol/json-body.ts';
import type { FieldError } from '../protocol/messages.ts';
import { problem } from './answers.ts';

/** The body's value, or the answer that says why there is none. */
export async function jsonOf(
  request: Request,
  limitBytes: number,
): Promise<{ readonly value: unknown } | Response> {
  const body = await readJsonBody(request, limitBytes);
  switch (body.type) {
    case 'json':
      return { value: body.value };
    case 'unsupported':
      return problem('media-type-unsupported', { detail: 'Send application/json.' });
    case 'too-large':
      return problem('body-too-large', { detail: `Send at most ${body.limitBytes} bytes.` });
    case 'unreadable':
      return invalid([{ path: '', message: 'must be JSON' }]);
  }
}

export function invalid(errors: readonly FieldError[]): Response {
  const [first] = errors;
  const where = first === undefined || first.path === '' ? 'The body' : first.path;
  return problem('request-invalid', { detail: `${where}: ${first?.message ?? 'invalid'}`, errors });
}
