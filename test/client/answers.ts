// Answers as a server of the contract gives them: JSON, and problems out of the one table.

import { problemMembers, type ProblemCode } from '../../src/protocol/problems.ts';

export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });
}

export function problem(code: ProblemCode, members: object = {}, retryAfter?: string): Response {
  const headers = new Headers({ 'Content-Type': 'application/problem+json' });
  if (retryAfter !== undefined) headers.set('Retry-After', retryAfter);
  const body = { ...problemMembers(code), ...members };
  return new Response(JSON.stringify(body), { status: body.status, headers });
}
