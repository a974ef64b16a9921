// The times and lengths that promises are measured by. Written down here once more, on purpose: the
// product's own constants would hide a mistake in them.

/** A press is good for this long, wherever the payment is by then. */
export const CONSENT_MS = 120_000;
/** Of which the page may use the first half, counted from the press. */
export const PAGE_CONSENT_MS = 60_000;

/** Two servers' clocks may each be this far from the true time. */
export const SKEW_MS = 5_000;
/** From the last look at a clock to the entry in the history. */
export const WAY_MS = 1_000;

/** A page waits no longer than this for the answer to a payment. */
export const PAGE_PATIENCE_MS = 20_000;

/** So long after the faults have stopped nothing is left of them, but what a bank keeps. */
export const FAIR_AFTER_MS = 120_000;

/** What is younger than this when the run ends may still be under way. */
export const UNDER_WAY_MS = 60_000;
/** What is due is begun within this. */
export const OVERDUE_MS = 30_000;
/** What waits at the bank, or is followed by a page that waits, is asked for this often. */
export const PARKED_LOOK_MS = 100_000;

/**
 * So long after a database went back the shop is careful: a call that was forgotten and arrives at
 * the bank by then is found, whenever somebody cancels or pays, even if the bank's list lags.
 */
export const CARE_MS = 25_000;
/** What the bank has just charged it lists by then. */
export const LISTED_MS = 10_000;

/** A rollback this short a time ago may explain what reads as if something was never there. */
export const AMNESIA_MS = 30_000;
