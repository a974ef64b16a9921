// Promises about the storefront's carts: a cart is paid as it is and stays so while it is paid, and
// whoever it belongs to is let in. Knows the storefront's own rows beside payonce's.

import type { Oracle } from './oracle.ts';
import { numberOf, textOf } from './row-book.ts';

// An attempt is claimed for the version that its cart has in that moment; and no cart gets another
// version while its checkout is live or paid.
const paidAsTheCartIs: Oracle = {
  name: 'paid-as-the-cart-is',
  level: 'end-to-end',
  words: 'A cart is paid as it is in that moment, and does not change while it is paid or after.',
  check(view, tell) {
    const { carts } = view;
    for (const { before, row, n, line } of view.rows.written.attempts) {
      if (before !== null || row?.['status'] !== 'processing') continue;
      const id = textOf(row['checkout_id']);
      const cart = view.rows.files.get(id)?.cart ?? '';
      const [claimed, is] = [textOf(row['cart_version']), carts.versionAt(cart, n)];
      if (claimed !== is) tell(`${id}.${line.key} was claimed for ${claimed}, ${cart} is ${is}`, n);
    }
    for (const [cart, versions] of carts.changes) {
      for (const { n, before, row } of versions) {
        if (before === null || row === null || before['version'] === row['version']) continue;
        if (view.rows.rollbacks.some((rollback) => rollback.n === n)) continue;
        const checkout = view.ofCart(cart)?.row.at(n);
        const isHeld =
          numberOf(checkout?.['live']) !== null || numberOf(checkout?.['paid']) !== null;
        if (checkout && isHeld) tell(`${cart} was changed while it was paid or after`, n);
      }
    }
  },
};

// Nobody who opens a cart that is theirs from the request's arrival to the answer is told that
// there is no such checkout, or to sign in.
const ownerIsLetIn: Oracle = {
  name: 'owner-is-let-in',
  level: 'end-to-end',
  words: 'Whoever a cart belongs to can open its checkout.',
  check(view, tell) {
    const { carts } = view;
    for (const { call, asked, arrived, answers } of view.wire.exchanges.values()) {
      const page = view.pages.get(asked.from);
      if (call !== 'open' || page === undefined) continue;
      const { cart } = page;
      for (const { status, n, copy } of answers) {
        if (status !== 401 && status !== 404) continue;
        const sinceN = arrived.find((one) => one.copy === copy)?.n ?? asked.n;
        if (carts.at(cart, sinceN)?.['owner'] !== asked.principal) continue;
        if (carts.hasChanged(cart, sinceN, n)) continue;
        tell(`${asked.principal ?? 'nobody'} was answered ${status} of ${cart}, their own`, n);
      }
    }
  },
};

export const CARTS: readonly Oracle[] = [paidAsTheCartIs, ownerIsLetIn];
