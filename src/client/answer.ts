// What one answer to "pay" says, read from its status and body. A status decides only what the
// contract gives it; what does not parse is unknown and never a success. Does not know what will be
// done about it.

import {
  parseMessage,
  paymentSchema,
  problemSchema,
  type Checkout,
  type FieldError,
  type Problem,
} from '../protocol/messages.ts';

/** One exchange as it came over the wire. `body` is undefined when it was no JSON. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter: string | null;
}

export type PayAnswer =
  | { readonly type: 'succeeded' }
  | { readonly type: 'already-paid' }
  | { readonly type: 'declined' }
  /** 202: accepted, not final. */
  | { readonly type: 'pending' }
  | { readonly type: 'quote-changed'; readonly checkout: Checkout | null }
  | { readonly type: 'key-over' }
  | { readonly type: 'refused'; readonly code: string; readonly errors: readonly FieldError[] }
  /** 422: another body had the key. */
  | { readonly type: 'reused' }
  /** Never send this again, but it may have been paid: whatever else says `stop`. */
  | { readonly type: 'halted'; readonly code: string }
  | { readonly type: 'in-flight'; readonly retryAfter: string | null }
  | { readonly type: 'too-many'; readonly retryAfter: string | null }
  /** 503 `bank-unavailable`: proven that this send charged nothing. */
  | { readonly type: 'not-charged'; readonly retryAfter: string | null }
  | { readonly type: 'unknown'; readonly reason: string; readonly retryAfter: string | null };

/** An answer after which the same request is sent once more, if consent still holds. */
export type Undecided = Extract<
  PayAnswer,
  { readonly type: 'in-flight' | 'too-many' | 'not-charged' | 'unknown' }
>;

export function isUndecided(answer: PayAnswer): answer is Undecided {
  return (
    answer.type === 'in-flight' ||
    answer.type === 'too-many' ||
    answer.type === 'not-charged' ||
    answer.type === 'unknown'
  );
}

export function silence(reason: string): Undecided {
  return { type: 'unknown', reason, retryAfter: null };
}

// These refuse before anything is bound to the key, so the status alone releases the latch; the
// body only has the words.
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 404, 413, 415]);

/** Reads an answer to `POST /checkouts/:id/payments`. */
export function readPayAnswer(reply: Reply): PayAnswer {
  const { status, retryAfter } = reply;
  if (status === 201 || status === 202) return readPayment(reply);
  const parsed = parseMessage(problemSchema, reply.body);
  const problem = parsed.ok && parsed.value.status === status ? parsed.value : null;
  if (REFUSALS.has(status)) {
    return {
      type: 'refused',
      code: problem?.code ?? `http-${status}`,
      errors: problem?.errors ?? [],
    };
  }
  if (status === 402) return { type: 'declined' };
  if (status === 410) return { type: 'key-over' };
  if (status === 422) return readReused(problem);
  if (status === 429) return { type: 'too-many', retryAfter };
  if (problem === null) return { type: 'unknown', reason: `http-${status}`, retryAfter };
  return readProblem(problem, retryAfter);
}

/** A cut answer has its status alone. */
function readReused(problem: Problem | null): PayAnswer {
  const isKnown = problem === null || problem.code === 'idempotency-key-reused';
  return isKnown ? { type: 'reused' } : { type: 'halted', code: problem.code };
}

function readPayment(reply: Reply): PayAnswer {
  const parsed = parseMessage(paymentSchema, reply.body);
  const payment = parsed.ok ? parsed.value.status : 'malformed';
  if (reply.status === 201 && payment === 'succeeded') return { type: 'succeeded' };
  const isPending =
    payment === 'processing' || payment === 'unknown' || payment === 'action_required';
  if (reply.status === 202 && isPending) return { type: 'pending' };
  return {
    type: 'unknown',
    reason: `http-${reply.status} ${payment}`,
    retryAfter: reply.retryAfter,
  };
}

function readProblem(problem: Problem, retryAfter: string | null): PayAnswer {
  switch (problem.code) {
    case 'already-paid':
      return { type: 'already-paid' };
    case 'quote-changed':
      return { type: 'quote-changed', checkout: problem.checkout ?? null };
    case 'payment-in-flight':
      return { type: 'in-flight', retryAfter };
    case 'bank-unavailable':
      return { type: 'not-charged', retryAfter };
    default:
      // A server newer than this client: `next` says whether to send again, and nothing says
      // whether it charged.
      return problem.next === 'same-key'
        ? { type: 'unknown', reason: problem.code, retryAfter }
        : { type: 'halted', code: problem.code };
  }
}
