// The test cards that this bank issued and what becomes of a charge to each. Every other number is
// refused when a token is asked for: a sandbox must never carry a real card any further, and
// whoever mistyped a test card learns it at once.

/**
 * Whether another card, or another gateway, may be tried: soft yes, hard no; technical was no
 * verdict on the card.
 */
export type DeclineKind = 'soft' | 'hard' | 'technical';

export type CardOutcome =
  | { readonly status: 'captured' }
  | {
      readonly status: 'declined';
      readonly declineCode: string;
      readonly declineKind: DeclineKind;
    };

const CAPTURED: CardOutcome = { status: 'captured' };

const CARDS: ReadonlyMap<string, CardOutcome> = new Map([
  ['4242424242424242', CAPTURED],
  ['4000000000000002', declined('generic_decline', 'soft')],
  ['4000000000009995', declined('insufficient_funds', 'soft')],
  ['4000000000009979', declined('stolen_card', 'hard')],
  ['4000000000000119', declined('processing_error', 'technical')],
  // Two other brands, so that their grouping and security codes can be tried to the end.
  ['5555555555554444', CAPTURED],
  ['378282246310005', CAPTURED],
]);

function declined(declineCode: string, declineKind: DeclineKind): CardOutcome {
  return { status: 'declined', declineCode, declineKind };
}

/** What a charge to this number will come to; null for a number that this bank did not issue. */
export function cardOutcome(digits: string): CardOutcome | null {
  return CARDS.get(digits) ?? null;
}
