// Which charges the shop cannot be blamed for: nobody that it could have asked knew of them in
// time. Judges nothing by itself.

import { sameMoney, type BankCharge } from './bank-books.ts';
import { CARE_MS, LISTED_MS, WAY_MS } from './bounds.ts';
import { callFor, isForgotten, legOf } from './call-rows.ts';
import type { GatewayCall } from './gateway-log.ts';
import { numberOf, textOf } from './row-book.ts';
import type { View } from './view.ts';

/** The bank made it against its promise, or out of a call that came after all care. */
export function isFromOutside(view: View, charge: BankCharge): boolean {
  return view.bank.isFromOutside(charge) || cameAfterAllCare(view, charge);
}

/**
 * Its call was on its way when the database forgot it, and was held on its way for so long that
 * whoever is careful after such a loss has stopped to be.
 */
function cameAfterAllCare(view: View, charge: BankCharge): boolean {
  const call = callFor(view, charge);
  if (call === null) return false;
  const versions = legOf(view, call)?.versions ?? [];
  return versions.some(
    ({ commit, n, at }) =>
      commit === null && n > call.n && n < charge.n && charge.at > at + CARE_MS,
  );
}

/** Why a call could leave beside the charge, or after it. */
export function isNoBar(view: View, charge: BankCharge, call: GatewayCall): boolean {
  return isUnlisted(view, charge, call) || isDisowned(view, charge, call);
}

/**
 * When a call left, the database had forgotten the charge, which has a higher number than the call,
 * and the bank had not listed it yet nor told of it; or the charge's call was on its way.
 */
function isUnlisted(view: View, charge: BankCharge, call: GatewayCall): boolean {
  const { n, called, place } = call;
  if (charge.at <= called.at - LISTED_MS) return false;
  if (place === null || charge.ordinal <= place.ordinal) return false;
  const asked = callFor(view, charge);
  if (asked === null || asked.n > n) return false;
  return isForgotten(view, asked, n) && !isTold(view, charge, call);
}

/**
 * When a call left, the database had forgotten the charge, which is of another price, and a row
 * said that all of it goes back.
 */
function isDisowned(view: View, charge: BankCharge, { n, called }: GatewayCall): boolean {
  if (called.amount === null || sameMoney(called.amount, charge.amount)) return false;
  const asked = callFor(view, charge);
  if (asked === null || !isForgotten(view, asked, n)) return false;
  const row = view.rows.charges.get(charge.id)?.at(n);
  return row?.['kept'] === false && numberOf(row['refunded_value']) === charge.amount.value;
}

/** A message of the charge lay in the inbox when the call's leg was written. */
function isTold(view: View, { key }: BankCharge, call: GatewayCall): boolean {
  const writtenAt = legOf(view, call)?.versions.findLast(({ n }) => n < call.n)?.at ?? 0;
  return [...view.rows.inbox.values()].some(({ versions }) => {
    const lay = versions.findLast(({ at }) => at < writtenAt - WAY_MS);
    return textOf(lay?.row?.['event']).includes(JSON.stringify(key));
  });
}

/**
 * It was asked for by a server that was started after a rollback had brought its attempt back to
 * life, and the rollback came after entry `n`: such a server carries on what stands in its rows,
 * and cannot know what was said of it by then.
 */
export function isRevived(view: View, charge: BankCharge, n: number): boolean {
  const call = callFor(view, charge);
  if (call === null || call.place === null) return false;
  const { checkoutId, ordinal } = call.place;
  const versions = view.rows.files.get(checkoutId)?.attempt(ordinal)?.versions ?? [];
  const undone = versions.find(
    ({ commit, row, n: at }) => commit === null && row !== null && at > n,
  );
  if (undone === undefined) return false;
  const { server } = call.called;
  return view.servers.some(({ server: name, what, n: at }) => {
    return name === server && what === 'started' && at > undone.n && at < call.n;
  });
}
