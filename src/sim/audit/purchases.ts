// The promise about what a storefront ships by: the event of a payment names what was bought, for
// how much and with which card, as the bank and the shopper's press say it.

import type { Money } from '../history.ts';
import { sameMoney } from './bank-books.ts';
import type { Oracle } from './oracle.ts';
import { readJson } from './read-json.ts';
import { textOf, type RowVersion } from './row-book.ts';
import type { View } from './view.ts';

interface Told {
  readonly checkoutId?: string;
  readonly cartVersion?: string;
  readonly amount?: Money;
  readonly lines?: readonly { readonly amount: Money }[];
  readonly payment?: {
    readonly id: string;
    readonly status: string;
    readonly amount: Money;
    readonly method: { readonly last4?: string };
  } | null;
}

// The event `paid` is of the capture that is kept in its commit: amount, cart version and lines are
// those of the press that had it made, the card is the one that the bank charged, and the payment
// the one that the capture's key names.
const paidTellsThePurchase: Oracle = {
  name: 'paid-event-tells-the-purchase',
  level: 'end-to-end',
  words: 'The event of a payment tells what was bought, for how much and with which card.',
  check(view, tell) {
    for (const version of view.rows.written.outbox) {
      const { before, row, n, line } = version;
      if (before !== null || row?.['type'] !== 'paid') continue;
      const told = readJson(textOf(row['event'])) as Told | null;
      if (told?.checkoutId === undefined) continue;
      const wrong = difference(view, version, told);
      if (wrong !== null) tell(`${line.key} of ${told.checkoutId}: ${wrong}`, n);
    }
  },
};

function difference(view: View, { n }: RowVersion, told: Told): string | null {
  const file = view.rows.files.get(told.checkoutId ?? '');
  const kept = file?.charges.find((line) => line.at(n + 1)?.['kept'] === true);
  const charge = view.bank.charges.get(kept?.key ?? '');
  if (charge === undefined) return 'no capture is kept';
  const { amount, lines = [], payment, cartVersion } = told;
  if (amount === undefined || !sameMoney(amount, charge.amount)) return 'another amount';
  const total = lines.reduce((sum, line) => sum + line.amount.value, 0);
  if (total !== amount.value) return `its lines are ${total}`;
  const pressed = view.wire.ofToken(charge.token)?.payment()?.cartVersion ?? null;
  if (pressed !== null && pressed !== cartVersion) return `${String(cartVersion)}, not ${pressed}`;
  if (payment?.status !== 'succeeded' || !sameMoney(payment.amount, charge.amount)) {
    return 'its payment is another';
  }
  if (!payment.id.endsWith(`_${charge.ordinal}`)) return `its payment is ${payment.id}`;
  const { last4 = charge.last4 } = payment.method;
  return last4 === charge.last4 ? null : `card ${last4 ?? ''}, not ${charge.last4 ?? ''}`;
}

export const PURCHASES: readonly Oracle[] = [paidTellsThePurchase];
