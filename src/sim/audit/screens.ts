// Promises about pictures: a page goes forward, shows what once stood in the rows, and says of it
// what the server said. Knows screens and the rows behind them, no bank.

import type { Shown, StoredRow } from '../history.ts';
import type { Oracle } from './oracle.ts';
import { numberOf, type RowLine, type RowVersion } from './row-book.ts';

const PAID = new Set(['paid', 'partially_refunded', 'refunded']);
const LIVE = new Set(['processing', 'action_required']);

// The pictures of one checkout on one page come in the order of their revisions; none is followed
// by an older one, unless the rows have gone back as well.
const pageNeverGoesBack: Oracle = {
  name: 'page-never-goes-back',
  level: 'layer',
  words: 'A page never shows an older picture of a checkout than before.',
  check(view, tell) {
    for (const page of view.pages.values()) {
      let id: string | null = null;
      let newest = -1;
      for (const { shown, n } of page.shown) {
        const { checkoutId, revision } = shown;
        if (checkoutId === null || revision === null) continue;
        const isOlder = checkoutId === id && revision < newest;
        if (isOlder && !wentBack(view.rows.files.get(checkoutId)?.row, newest, revision, n)) {
          tell(`${page.name} went back from revision ${newest} to ${revision}`, n);
        }
        newest = checkoutId === id ? Math.max(newest, revision) : revision;
        id = checkoutId;
      }
    }
  },
};

/** Whether a rollback before entry `n` took a revision from there to here, or further. */
function wentBack(line: RowLine | undefined, from: number, to: number, n: number): boolean {
  const revision = (row: StoredRow | null): number => numberOf(row?.['revision']) ?? 0;
  // Of one rollback there is a version for each change that it undid.
  const undone = line?.versions.filter((version) => version.commit === null && version.n < n) ?? [];
  return undone.some(
    (last) =>
      revision(last.before) >= from &&
      undone.some((other) => other.n === last.n && revision(other.row) <= to),
  );
}

// A picture that a page shows was committed before with its revision: paid, live or open as the row
// was, and with its total. It may be old, and of a state that a rollback undid since.
const pictureWasTrue: Oracle = {
  name: 'picture-was-true',
  level: 'layer',
  words: 'What a page shows of a checkout stood in the rows at that revision.',
  check(view, tell) {
    for (const page of view.pages.values()) {
      let seen: Shown | null = null;
      for (const { shown, n } of page.shown) {
        const { checkoutId, revision } = shown;
        if (checkoutId === null || revision === null || isSamePicture(seen, shown)) continue;
        seen = shown;
        const line = view.rows.files.get(checkoutId)?.row;
        // The newest first: as a rule it is that.
        const stood = line?.versions.findLast((one) => one.n < n && isAsShown(one, shown));
        if (stood !== undefined) continue;
        const picture = `${shown.checkoutStatus ?? 'nothing'} at revision ${revision}`;
        tell(`${page.name} showed ${checkoutId} ${picture}, which never stood in a row`, n);
      }
    }
  },
};

function isSamePicture(a: Shown | null, b: Shown): boolean {
  if (a === null || a.checkoutId !== b.checkoutId || a.revision !== b.revision) return false;
  const isSameCost =
    a.amount?.value === b.amount?.value && a.amount?.currency === b.amount?.currency;
  return a.checkoutStatus === b.checkoutStatus && isSameCost;
}

function isAsShown({ row }: RowVersion, shown: Shown): boolean {
  if (row === null || numberOf(row['revision']) !== shown.revision) return false;
  const status = shown.checkoutStatus ?? '';
  if (PAID.has(status) !== (numberOf(row['paid']) !== null)) return false;
  if (LIVE.has(status) !== (numberOf(row['live']) !== null)) return false;
  const { amount } = shown;
  if (amount === null) return true;
  return amount.value === numberOf(row['amount_value']) && amount.currency === row['currency'];
}

// The one word that a page shows follows from the picture it has: it calls nothing paid, declined,
// expired or waiting at the bank that the server did not call so.
const screenFollowsPicture: Oracle = {
  name: 'screen-follows-picture',
  level: 'layer',
  words: "A page's verdict is the server's: paid, declined, expired, at the bank.",
  check(view, tell) {
    for (const page of view.pages.values()) {
      for (const { shown, n } of page.shown) {
        if (follows(shown)) continue;
        const picture = shown.checkoutStatus ?? 'nothing';
        tell(`${page.name} shows ${shown.status} while the server had said ${picture}`, n);
      }
    }
  },
};

function follows({ status, checkoutStatus, payment }: Shown): boolean {
  switch (status) {
    case 'paid':
      return PAID.has(checkoutStatus ?? '');
    case 'declined':
      return checkoutStatus === 'open' && payment?.status === 'declined';
    case 'expired':
      return checkoutStatus === 'expired';
    case 'action':
      return checkoutStatus === 'action_required';
    case 'processing':
      return checkoutStatus === 'processing';
    default:
      return true;
  }
}

export const SCREENS: readonly Oracle[] = [pageNeverGoesBack, pictureWasTrue, screenFollowsPicture];
