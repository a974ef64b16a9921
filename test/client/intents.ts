// What a page has sent to be charged, and what it has heard of it: the judge's own books, kept from
// the messages alone. An intent is one body; until the page has heard of its end, it may send no
// other.

import type { Checkout } from '../../src/protocol/messages.ts';

/** A body that a page has sent, and what it has learnt of it. */
export interface Intent {
  readonly body: string;
  readonly keys: Set<string>;
  lastSentAt: number;
  /** Sends that nobody answered, or only with words that say nothing. */
  unanswered: number;
  /**
   * The page has heard of its end: by a verdict, or by a picture that was asked for after its last
   * send.
   */
  isOver: boolean;
  /** Its key was refused before anything was bound to it: it may go on with another, once. */
  isKeyOver: boolean;
}

// Answers that end an intent, however many sends of it were lost before.
const VERDICTS = ['declined', 'idempotency-key-expired', 'quote-changed', 'already-paid'];
// Answers that say of one send alone that nothing came of it.
const REFUSALS = ['not-signed-in', 'too-many-attempts', 'bank-unavailable'];

function number(key: string): number {
  return Number(/\d+/.exec(key)?.[0]);
}

export function newIntent(body: string): Intent {
  return {
    body,
    keys: new Set(),
    lastSentAt: 0,
    unanswered: 0,
    isOver: false,
    isKeyOver: false,
  };
}

export async function noteAnswer(intent: Intent, response: Response): Promise<void> {
  if (response.status === 201) intent.isOver = true;
  const text = await response.clone().text();
  const { code } = text.startsWith('{') ? (JSON.parse(text) as { code?: string }) : {};
  if (code === undefined) return;
  if (VERDICTS.includes(code)) intent.isOver = true;
  if (code === 'idempotency-key-expired') intent.isKeyOver = true;
  if (!REFUSALS.includes(code)) return;
  intent.unanswered -= 1;
  if (intent.unanswered === 0) intent.isOver = true;
}

export async function noteRead(
  intents: readonly Intent[],
  response: Response,
  askedAt: number,
): Promise<void> {
  if (response.status !== 200) return;
  const { status, idempotencyKey: key } = (await response.clone().json()) as Checkout;
  if (status !== 'open') return;
  for (const intent of intents) {
    // Keys are issued in this order, and only the newest one can be charged.
    const isPassed = key !== null && [...intent.keys].every((sent) => number(sent) < number(key));
    if (intent.lastSentAt < askedAt || isPassed) intent.isOver = true;
  }
}
