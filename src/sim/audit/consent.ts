// Promises about time: money moves only while the press that asked for it is fresh, and no key is
// used beyond that.

import { CONSENT_MS, SKEW_MS } from './bounds.ts';
import type { BankCharge } from './bank-books.ts';
import { isForgotten } from './call-rows.ts';
import type { GatewayCall } from './gateway-log.ts';
import { named } from './money.ts';
import type { Oracle } from './oracle.ts';
import { numberOf } from './row-book.ts';
import type { View } from './view.ts';

// A charge that took money, or waits to take it, was asked for within the consent of the press
// whose token it used; the call counts, as the server made it, not when the bank got to it. The
// page's half ends when it sends and the server's begins when it claims: how long the network held
// the request between the two, or a server that stood still, is in neither.
const recentPress: Oracle = {
  name: 'no-charge-without-recent-press',
  level: 'end-to-end',
  words: 'Money moves only within two minutes of a press of Pay.',
  check(view, tell) {
    for (const charge of view.bank.charges.values()) {
      if (charge.failedN !== null && charge.capturedN === null) continue;
      const pressedAt = pressOf(view, charge);
      const call = view.gateway.charging
        .get(charge.reference)
        ?.findLast(({ key, n }) => key === charge.key && n < charge.n);
      const calledAt = call?.called.at ?? charge.at;
      const boundMs = CONSENT_MS + SKEW_MS + heldMs(view, charge);
      if (pressedAt !== null && calledAt - pressedAt <= boundMs) continue;
      const after = pressedAt === null ? 'without a press' : `${calledAt - pressedAt} ms after it`;
      tell(`${named(charge)} was asked for ${after}`, call?.n ?? charge.n);
    }
  },
};

/** When Pay was pressed for a charge. */
function pressOf(view: View, charge: BankCharge): number | null {
  const sent = view.wire.ofToken(charge.token);
  const page = view.pages.get(sent?.asked.from ?? '');
  return (sent === null ? null : page?.pressBefore(sent.n)?.at) ?? null;
}

/**
 * How long the request for which a charge's attempt was claimed was on its way, or lay before a
 * server that stood still.
 */
function heldMs(view: View, { reference, ordinal, token, n }: BankCharge): number {
  const { rows, wire } = view;
  const versions = rows.files.get(reference)?.attempt(ordinal)?.versions ?? [];
  const claimed = versions.findLast(({ before, n: at }) => before === null && at < n);
  if (claimed === undefined) return 0;
  let [newest, ms] = [0, 0];
  for (const exchange of wire.payments) {
    if (exchange.token() !== token) continue;
    for (const arrived of exchange.arrived) {
      if (arrived.n < newest || arrived.n > claimed.n) continue;
      const stillMs = view.standstillMs(arrived.server, arrived.at, claimed.at);
      [newest, ms] = [arrived.n, arrived.at - exchange.asked.at + stillMs];
    }
  }
  return ms;
}

// A server asks for a charge only until the moment that its attempt's row names, give or take what
// two servers' clocks may differ by.
const serverSendsInTime: Oracle = {
  name: 'server-sends-within-consent',
  level: 'layer',
  words: 'A server asks for a charge only as long as the attempt may be sent.',
  check(view, tell) {
    for (const calls of view.gateway.charging.values()) {
      for (const { called, key, place } of calls) {
        const file = place === null ? undefined : view.rows.files.get(place.checkoutId);
        const until = numberOf(file?.attempt(place?.ordinal ?? 0)?.at(called.n)?.['consent_until']);
        if (until === null || called.at <= until + 2 * SKEW_MS) continue;
        tell(`${key} was asked for ${called.at - until} ms too late`, called.n);
      }
    }
  },
};

// A key that was sent before is not sent again when the bank may have forgotten it, nor when the
// consent of its first sending is over; one that the database has forgotten is new to it.
const noResendPastWindow: Oracle = {
  name: 'no-same-key-send-past-window',
  level: 'layer',
  words: 'A key is not sent again once consent is over, long before a bank forgets it.',
  check(view, tell) {
    for (const calls of view.gateway.charging.values()) {
      const first = new Map<string, GatewayCall>();
      for (const call of calls) {
        const before = first.get(call.key);
        if (before === undefined) {
          first.set(call.key, call);
          continue;
        }
        const afterMs = call.called.at - before.called.at;
        if (afterMs <= CONSENT_MS + SKEW_MS) continue;
        if (isForgotten(view, before, call.n)) continue;
        tell(`${call.key} was sent again after ${afterMs} ms`, call.n);
      }
    }
  },
};

export const CONSENT: readonly Oracle[] = [recentPress, serverSendsInTime, noResendPastWindow];
