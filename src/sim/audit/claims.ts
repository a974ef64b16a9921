// Promises about who may write: only the current key of an unpaid checkout is claimed, for what the
// row costs; whoever takes over gets a higher fence; and only who holds it goes on. And what is
// said to have charged nothing is proven at the bank.

import type { StoredRow } from '../history.ts';
import type { Oracle, Tell } from './oracle.ts';
import { isFromOutside } from './outside.ts';
import { numberOf, textOf, type Commit, type CheckoutFile, type RowVersion } from './row-book.ts';
import type { View } from './view.ts';

// An attempt is claimed in the commit that changes its checkout's row, which until then named the
// attempt's key as current, was neither live nor paid, and cost what the attempt costs.
const onlyCurrentKey: Oracle = {
  name: 'only-the-current-key-is-claimed',
  level: 'layer',
  words: 'A claim takes the current key of a payable checkout, at its price, and nothing else.',
  check(view, tell) {
    for (const { line, before, row, n, commit } of view.rows.written.attempts) {
      if (before !== null || row?.['status'] !== 'processing') continue;
      const id = row['checkout_id'];
      const claimed = commit?.changes.find(
        ({ table, after }) => table === 'payonce_checkouts' && after?.['id'] === id,
      );
      const was = claimed?.before ?? null;
      const name = `${textOf(id)}.${line.key}`;
      if (was === null) {
        tell(`${name} was claimed beside its checkout's row`, n);
      } else if (numberOf(was['live']) !== null || numberOf(was['paid']) !== null) {
        tell(`${name} was claimed although a payment is live or done`, n);
      } else if (was['key'] !== row['key']) {
        tell(`${name} was claimed with a key that is not current`, n);
      } else if (!costsTheSame(was, row)) {
        tell(`${name} was claimed for another price than the checkout's`, n);
      }
    }
  },
};

function costsTheSame(checkout: StoredRow, attempt: StoredRow): boolean {
  return (
    numberOf(checkout['amount_value']) === numberOf(attempt['amount_value']) &&
    checkout['currency'] === attempt['currency'] &&
    checkout['cart_version'] === attempt['cart_version']
  );
}

// A fence never falls; a claim raises it; and a lease that had been given back is taken again only
// with a higher one. One that a rollback undid is not given out again: its holder may still be at
// it.
const fencesGrow: Oracle = {
  name: 'fences-only-grow',
  level: 'layer',
  words: 'Whoever begins or takes over a payment gets a higher fence than anybody before.',
  check(view, tell) {
    const given = new Set<string>();
    for (const { line, before, row, n } of view.rows.written.checkouts) {
      if (before === null || row === null) continue;
      const [was, is] = [numberOf(before['fence']) ?? 0, numberOf(row['fence']) ?? 0];
      if (is < was) tell(`fence of ${line.key} fell from ${was} to ${is}`, n);
      if (is > was) {
        const name = `fence ${is} of ${line.key}`;
        if (given.has(name)) tell(`${name} was given out twice`, n);
        given.add(name);
        continue;
      }
      const live = numberOf(row['live']);
      if (live !== null && live !== numberOf(before['live'])) {
        tell(`${line.key} went live without a new fence`, n);
      } else if (before['lease_until'] === null && row['lease_until'] !== null) {
        tell(`the lease of ${line.key} was taken without a new fence`, n);
      }
    }
  },
};

// The steps that only a payment's worker takes (into doubt, on to another leg, back as never sent,
// to rest) are written by the server that raised the fence last. Verdicts may come from anybody.
const onlyTheHolderWrites: Oracle = {
  name: 'only-the-holder-writes',
  level: 'layer',
  words: 'A worker whose payment was taken over writes nothing of it any more.',
  check(view, tell) {
    for (const file of view.rows.files.values()) checkHolder(file, tell);
  },
};

function checkHolder(file: CheckoutFile, tell: Tell): void {
  let holder: string | null = null;
  for (const { before, row, n, commit } of file.row.versions) {
    if (commit === null || row === null) {
      holder = null;
      continue;
    }
    if ((numberOf(row['fence']) ?? 0) > (numberOf(before?.['fence']) ?? 0)) {
      holder = commit.server;
      continue;
    }
    const { server } = commit;
    if (holder === null || server === null || server === holder) continue;
    const step = workersStep(commit, file.id);
    if (step !== null) tell(`${server} ${step} ${file.id}, which ${holder} holds`, n);
  }
}

function workersStep({ changes }: Commit, id: string): string | null {
  for (const { table, before, after } of changes) {
    if (after?.['checkout_id'] !== id) continue;
    if (table === 'payonce_legs') {
      if (before === null) return 'began another leg of';
      if (after['state'] === 'voided' && before['state'] !== 'voided') return 'voided a leg of';
      if (after['state'] === 'unknown' && before['state'] !== 'unknown') return 'doubted a leg of';
    }
    if (table === 'payonce_attempts' && before !== null) {
      if (after['status'] === 'not_sent') return 'took back';
      const checks = (numberOf(after['checks']) ?? 0) - (numberOf(before['checks']) ?? 0);
      if (checks === 1 && after['status'] === before['status']) return 'rested';
    }
  }
  return null;
}

// When an attempt becomes `declined` or is taken back as never sent, the bank has refused or
// retired the key of each of its legs. Without the bank's word only a leg that was never sent, or
// whose token was refused, may end so, and nothing is ever charged with its key.
const declineIsProven: Oracle = {
  name: 'decline-is-proven',
  level: 'layer',
  words: 'No payment ends as not charged unless the bank can never charge it.',
  check(view, tell) {
    for (const version of view.rows.written.attempts) {
      const { before, row, n } = version;
      if (row === null || before === null || before['status'] === row['status']) continue;
      const status = textOf(row['status']);
      const isEnd = status === 'declined' || status === 'not_sent';
      if (!isEnd || row['decline_code'] === 'amount_mismatch') continue;
      const key = unproven(view, version, row);
      if (key !== null) tell(`${key} was ended as ${status} while it might charge`, n);
    }
  },
};

function unproven(view: View, { n }: RowVersion, attempt: StoredRow): string | null {
  const id = textOf(attempt['checkout_id']);
  const ordinal = numberOf(attempt['ordinal']) ?? 0;
  for (const line of view.rows.files.get(id)?.legs(ordinal) ?? []) {
    const row = line.at(n + 1);
    if (row === null) continue;
    const key = `${id}.${line.key}`;
    if (view.bank.isDeadAt(key, n)) continue;
    // What is charged with it after a rollback forgot the leg is another payment's.
    const charges = view.bank.ofKey(key).filter((charge) => !line.wasUndone(n, charge.n));
    const alive = charges.filter(({ failedN }) => failedN === null || failedN > n);
    const isNeverSent = row['state'] === 'not_sent' || attempt['decline_code'] === 'token_invalid';
    if (charges.length === 0 ? isNeverSent : alive.every((one) => isFromOutside(view, one))) {
      continue;
    }
    return key;
  }
  return null;
}

export const CLAIMS: readonly Oracle[] = [
  onlyCurrentKey,
  fencesGrow,
  onlyTheHolderWrites,
  declineIsProven,
];
