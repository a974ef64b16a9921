// Lists charges page by page in the order they were made, for whoever lost count. A place in that
// order never changes, so a page's end is good for ever. Knows no HTTP.

import type { FieldError } from '../protocol/messages.ts';
import type { Charge } from './ledger.ts';
import type { Rooms } from './rooms.ts';

export interface ListingQuery {
  /** Only what was charged for it; everything without. */
  readonly reference: string | undefined;
  readonly since: string | undefined;
  readonly cursor: string | undefined;
  readonly limit: string | undefined;
}

/** A charge with what has become of its money since. */
export interface ListedCharge extends Charge {
  /** In minor units. */
  readonly refundedValue: number;
  readonly reversed: boolean;
}

export interface ChargePage {
  readonly charges: readonly ListedCharge[];
  /** Where the next page begins; null when there is none. */
  readonly next: string | null;
}

export type Listed =
  | { readonly ok: true; readonly page: ChargePage }
  | { readonly ok: false; readonly error: FieldError };

const MAX_PAGE = 100;

export function listCharges({ register, charges }: Rooms, query: ListingQuery): Listed {
  const since = wholeNumber(query.since ?? '0');
  const from = wholeNumber(query.cursor ?? '0');
  const limit = wholeNumber(query.limit ?? String(MAX_PAGE));
  if (since === null) return wrong('since', 'must be a time in milliseconds since 1970');
  if (from === null) return wrong('cursor', 'must be the "next" of the page before');
  if (limit === null || limit < 1 || limit > MAX_PAGE) {
    return wrong('limit', `must be a whole number from 1 to ${MAX_PAGE}`);
  }
  const found: ListedCharge[] = [];
  for (let place = from; ; place += 1) {
    const entry = register.books.entryAt(place);
    if (entry === null) return { ok: true, page: { charges: found, next: null } };
    const { charge, refundedValue, isReversed: reversed } = entry;
    if (charge.createdAt < since || charges.isHidden(charge.key)) continue;
    if (query.reference !== undefined && charge.reference !== query.reference) continue;
    if (found.length === limit) return { ok: true, page: { charges: found, next: String(place) } };
    found.push({ ...charge, refundedValue, reversed });
  }
}

function wholeNumber(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function wrong(path: string, message: string): Listed {
  return { ok: false, error: { path, message } };
}
