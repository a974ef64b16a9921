// Reads a call's body as the message it should be, or answers what is wrong with it.

import type * as v from 'valibot';
import { readJsonBody } from '../protocol/json-body.ts';
import { parseMessage, type FieldError } from '../protocol/messages.ts';
import { problem, type BankProblemCode } from './answers.ts';

// No call of the bank's takes a tenth of it.
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
  const body = await readJsonBody(request, MAX_BODY_BYTES);
  switch (body.type) {
    case 'unsupported': {
      const detail = 'Send JSON with "Content-Type: application/json".';
      return { ok: false, answer: problem('media-type-unsupported', { detail }) };
    }
    case 'too-large': {
      const detail = `A body may have at most ${body.limitBytes} bytes.`;
      return { ok: false, answer: problem('body-too-large', { detail }) };
    }
    case 'unreadable':
      return invalid('request-invalid', [{ path: '', message: 'must be JSON in UTF-8' }]);
    case 'json':
      break;
  }
  const parsed = parseMessage(schema, body.value);
  return parsed.ok ? parsed : invalid(invalidCode, parsed.errors);
}

function invalid(code: BankProblemCode, errors: readonly FieldError[]): Read<never> {
  const detail = errors.map(sentence).join('; ');
  return { ok: false, answer: problem(code, { detail, errors }) };
}

/** Most messages begin with the name of what is wrong, and need no path before it. */
function sentence({ path, message }: FieldError): string {
  return path === '' || message.startsWith(path) ? message : `${path} ${message}`;
}
