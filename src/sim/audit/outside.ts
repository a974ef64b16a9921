// Which charges the shop cannot be blamed for: nobody that it could have asked knew of them in
// time. Judges nothing by itself.

import type { BankCharge } from './bank-books.ts';
import { CARE_MS } from './bounds.ts';
import type { GatewayCall } from './gateway-log.ts';
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
  if (call === null || call.place === null) return false;
  const { checkoutId, ordinal, leg } = call.place;
  const versions = view.rows.files.get(checkoutId)?.leg(ordinal, leg)?.versions ?? [];
  return versions.some(
    ({ commit, n, at }) =>
      commit === null && n > call.n && n < charge.n && charge.at > at + CARE_MS,
  );
}

/** The last call that asked for it, by its key and with its token. */
function callFor(view: View, { reference, key, token, n }: BankCharge): GatewayCall | null {
  const calls = view.gateway.charging.get(reference) ?? [];
  const file = view.rows.files.get(reference);
  const call = calls.findLast(({ key: asked, place, n: at }) => {
    if (asked !== key || at > n || place === null) return false;
    return file?.leg(place.ordinal, place.leg)?.at(at)?.['token'] === token;
  });
  return call ?? null;
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
