// The token of whoever may write a live payment. A worker keeps it while it calls the gateway, and
// all that it writes afterwards asks for it.

/**
 * The next fence of a checkout row, in SQL; `now` names the parameter with the time. Higher than
 * the row's, and than any that a database has given out and forgotten since: as the clock goes on,
 * no two workers ever hold the same one.
 */
export function newFence(now: string): string {
  return `GREATEST(fence + 1, ${now}::bigint)`;
}
