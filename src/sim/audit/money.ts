// Promises about money taken: how often, how much, and that the shop's rows and the bank's books
// tell the same in the end. Knows charges and captures; refunds have a file of their own.

import { sameMoney, words, type BankCharge } from './bank-books.ts';
import { OVERDUE_MS } from './bounds.ts';
import type { Oracle, Tell } from './oracle.ts';
import { isFromOutside, isNoBar } from './outside.ts';
import { numberOf, type CheckoutFile } from './row-book.ts';
import type { View } from './view.ts';

// Of a checkout's captures at most one was asked for by the shop, at any time: those that the bank
// made of a key it had charged before are from outside, and one that the database forgot counts no
// more for who called before the bank told of it, or after it was to be given back. And when the
// run ends, at most one capture is neither given back nor taken back.
const capturedOnce: Oracle = {
  name: 'captured-once',
  level: 'end-to-end',
  words: 'A checkout takes money once; what comes on top comes from outside and does not stay.',
  check(view, tell) {
    for (const id of view.bank.references()) {
      const captured = view.bank.captured(id);
      if (captured.length < 2) continue;
      const calls = view.gateway.charging.get(id) ?? [];
      const own = captured.filter((charge) => {
        if (isFromOutside(view, charge)) return false;
        return !calls.some((call) => isNoBar(view, charge, call));
      });
      const second = own.find(({ key }) => key !== own[0]?.key);
      if (own[0] !== undefined && second !== undefined) {
        const [a, b] = [own[0], second];
        tell(`${id} was captured by ${named(a)} and by ${named(b)}`, when(a), when(b));
      }
      const stay = captured.filter((charge) => staysTaken(view, charge));
      if (stay.length < 2) continue;
      tell(`${id} keeps ${stay.map(named).join(' and ')} in the end`, ...stay.map(when));
    }
  },
};

// What was captured with a token is what stood on the page when its shopper pressed Pay for it, and
// the page was of this very cart.
const capturedEqualsShown: Oracle = {
  name: 'captured-equals-shown',
  level: 'end-to-end',
  words: 'The amount captured is the amount that the shopper had read when they pressed Pay.',
  check(view, tell) {
    for (const charge of view.bank.charges.values()) {
      if (charge.capturedN === null) continue;
      const sent = view.wire.ofToken(charge.token);
      const page = view.pages.get(sent?.asked.from ?? '');
      const press = sent === null ? null : page?.pressBefore(sent.n);
      if (sent === null || page === undefined || press === null || press === undefined) {
        tell(`${named(charge)} of ${charge.reference} was asked for by no press`, when(charge));
        continue;
      }
      const cart = view.rows.files.get(charge.reference)?.cart ?? press.cart;
      if (cart !== press.cart) {
        tell(`${named(charge)} pays ${cart}, pressed was Pay of ${press.cart}`, press.n);
      }
      const { amount } = press.shown;
      if (amount !== null && sameMoney(amount, charge.amount)) continue;
      const seen = amount === null ? 'nothing' : words(amount);
      tell(`${named(charge)} was captured, ${page.name} had shown ${seen}`, press.n, when(charge));
    }
  },
};

// When the run ends: each capture at the bank is the one that pays its checkout, or was given back
// whole, or was taken back by the shopper's bank.
const chargesPaidOrRefunded: Oracle = {
  name: 'every-charge-paid-or-refunded',
  level: 'end-to-end',
  words: 'In the end every capture pays its checkout or has been given back in full.',
  check(view, tell) {
    for (const charge of view.bank.charges.values()) {
      if (!staysTaken(view, charge)) continue;
      const row = view.rows.charges.get(charge.id)?.now();
      const paid = view.rows.files.get(charge.reference)?.row.now()?.['paid'] ?? null;
      if (row?.['kept'] === true && paid !== null) continue;
      tell(`${named(charge)} pays nothing and was not given back`, when(charge));
    }
  },
};

// When the run ends: the captures in the rows are the captures in the ledger, charge by charge,
// with the same amounts; at most one of a checkout is kept, and it is what the paid attempt costs.
const moneyConserved: Oracle = {
  name: 'money-conserved',
  level: 'end-to-end',
  words: 'In the end the rows and the bank tell of the same captures, to the cent.',
  check(view, tell) {
    if (view.endedAt === null) return;
    for (const file of view.rows.files.values()) checkRows(view, file, tell);
    for (const charge of view.bank.charges.values()) {
      if (charge.capturedN === null || !view.isOver(charge.capturedAt)) continue;
      const row = view.rows.charges.get(charge.id)?.now() ?? null;
      if (row === null) tell(`no row knows of ${named(charge)}`, when(charge));
    }
  },
};

function checkRows(view: View, file: CheckoutFile, tell: Tell): void {
  let kept = 0;
  const paid = numberOf(file.row.now()?.['paid']);
  for (const line of file.charges) {
    const row = line.now();
    if (row === null) continue;
    const n = line.versions.at(-1)?.n ?? 0;
    const charge = view.bank.charges.get(line.key);
    const value = numberOf(row['amount_value']);
    if (charge === undefined || charge.capturedN === null) {
      tell(`the rows know a capture ${line.key} that the bank never made`, n);
    } else if (charge.amount.value !== value || charge.amount.currency !== row['currency']) {
      tell(`the rows tell another amount of ${named(charge)}: ${String(value)}`, n);
    }
    if (row['kept'] !== true) continue;
    kept += 1;
    const costs = numberOf(file.attempt(paid ?? 0)?.now()?.['amount_value']);
    if (paid !== null && costs !== value)
      tell(`${line.key} pays ${file.id}, which costs something else`, n);
  }
  if (kept > 1) tell(`${file.id} keeps ${kept} captures`, file.row.versions.at(-1)?.n ?? 0);
  if (paid === null && kept > 0) tell(`${file.id} keeps a capture and is not paid`);
  if (paid !== null && kept === 0) tell(`${file.id} is paid by no capture`);
}

/** Took money that is still with the shop although all has had its time. */
export function staysTaken(view: View, charge: BankCharge): boolean {
  if (charge.capturedN === null || !view.isOver(charge.capturedAt)) return false;
  return !charge.isGivenBack() && !isBeingGivenBack(view, charge);
}

/** A refund of it failed before the faults ended, and its next try is still to come. */
function isBeingGivenBack(view: View, { id, reference }: BankCharge): boolean {
  const refunds = view.rows.files.get(reference)?.refunds ?? [];
  return refunds.some((line) => {
    const row = line.now();
    if (row?.['charge_id'] !== id || row['status'] !== 'pending') return false;
    return (numberOf(row['next_try_at']) ?? 0) > (view.endedAt ?? 0) - OVERDUE_MS;
  });
}

export function named({ id, amount }: BankCharge): string {
  return `${id} (${words(amount)})`;
}

function when({ capturedN, n }: BankCharge): number {
  return capturedN ?? n;
}

export const MONEY: readonly Oracle[] = [
  capturedOnce,
  capturedEqualsShown,
  chargesPaidOrRefunded,
  moneyConserved,
];
