// Throws away what has served its time, in steps that are short enough to run beside payments. What
// is thrown away can be made again from what stays, or never came to anything: a key that was
// answered is never forgotten, nor what it paid.

import { problemBody } from './answers.ts';
import { spanOf } from './limits.ts';
import type { Settings } from './options.ts';
import type { AttemptRow } from './rows.ts';
import { purgeOld } from './store/purge.ts';
import { paymentView } from './views.ts';

// Longer than any client, gateway or target repeats itself.
const KEPT_MS = 30 * 24 * 60 * 60_000;
// The hour before still counts for a server whose clock is behind.
const TALLIES_KEPT_MS = 2 * 60 * 60_000;
const MAX_ROWS_A_STATEMENT = 500;

/** One bounded step. Answers how many rows it cleaned: 0 when there is nothing left to do. */
export function purge({ database, clock }: Settings): Promise<number> {
  const now = clock.now();
  return purgeOld(database, {
    endedBefore: now - KEPT_MS,
    talliesBefore: spanOf(now - TALLIES_KEPT_MS),
    most: MAX_ROWS_A_STATEMENT,
  });
}

/** Whether a step that cleaned `rows` may have left some behind. */
export function mayHaveMore(rows: number): boolean {
  return rows >= MAX_ROWS_A_STATEMENT;
}

/** The body of a final answer: as stored or, when it was purged, made again of the same parts. */
export function answerBodyOf(attempt: AttemptRow): string {
  const { answer_body: body, message, decline_code: declineCode } = attempt;
  if (body !== null) return body;
  if (attempt.status === 'succeeded') return JSON.stringify(paymentView(attempt));
  if (attempt.status !== 'declined' || message === null || declineCode === null) {
    throw new Error(`Attempt ${attempt.ordinal} of ${attempt.checkout_id} has no final answer.`);
  }
  return problemBody('declined', { detail: message, declineCode, message });
}
