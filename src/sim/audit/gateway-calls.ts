// Promises about calls that ask the bank for a charge: written down first, one at a time, once per
// key, a further key only after proof, and never for what is paid. Knows calls, rows and the bank's
// books.

import { callOf, isForgotten, legOf } from './call-rows.ts';
import type { GatewayCall } from './gateway-log.ts';
import type { Oracle } from './oracle.ts';
import { isFromOutside, isNoBar } from './outside.ts';
import { numberOf } from './row-book.ts';
import type { View } from './view.ts';

// The leg that a charge call names was committed before the call left. A rollback may have undone
// it since.
const rowBeforeCall: Oracle = {
  name: 'row-before-call',
  level: 'layer',
  words: 'A charge is written down before the bank is asked for it.',
  check(view, tell) {
    for (const calls of view.gateway.charging.values()) {
      for (const call of calls) {
        const line = legOf(view, call);
        if (line?.existed(call.n) === true) continue;
        tell(`charge ${call.key} was asked for and stood in no row`, call.n);
      }
    }
  },
};

// The bank is asked for a charge with one key once and never again, by whomever: what became of it
// is looked up. A key that the database has forgotten in between is new to it.
const legSentOnce: Oracle = {
  name: 'leg-sent-once',
  level: 'layer',
  words: 'A charge is asked for once; after that it is only looked up.',
  check(view, tell) {
    for (const calls of view.gateway.charging.values()) {
      calls.forEach((call, index) => {
        const again = calls.slice(index + 1).find(({ key }) => key === call.key);
        if (again === undefined || isForgotten(view, call, again.n)) return;
        tell(`charge ${call.key} was asked for twice`, call.n, again.n);
      });
    }
  },
};

// Of one checkout no two charge calls are out at the same time. A call is out until its server has
// an answer or died, or the bank has decided on its key or retired it.
const noOverlap: Oracle = {
  name: 'overlapping-gateway-calls',
  level: 'layer',
  words: 'Never are two charges of one checkout asked for at the same time.',
  check(view, tell) {
    for (const calls of view.gateway.charging.values()) {
      calls.forEach((call, index) => {
        const other = calls.slice(index + 1).find(({ n }) => call.isOutAt(n));
        if (other === undefined || isDecided(view, call.key, other.n)) return;
        if (isForgotten(view, call, other.n)) return;
        tell(`charges ${call.key} and ${other.key} were asked for at once`, call.n, other.n);
      });
    }
  },
};

// A charge of a checkout under another key than before is asked for only when the key before is
// proven to charge nothing, ever: retired or refused in the bank's books, or, by the row, never
// sent or refused before it became a charge; and what was never sent never comes to be charged. A
// call that the bank must refuse since its key is retired moves nothing, and is none of these. Of a
// charge under a higher number, which the database has forgotten, nobody can know until the bank
// lists it; and one of another price that is forgotten is given back, and stands in nobody's way.
const oneKeyAtATime: Oracle = {
  name: 'one-gateway-key-per-attempt',
  level: 'layer',
  words: 'A checkout is charged under another key only once the last one is proven to be dead.',
  check(view, tell) {
    for (const calls of view.gateway.charging.values()) {
      // By their keys, each as it was asked for last.
      const former = new Map<string, GatewayCall>();
      for (const call of calls) {
        const isMoot = isRetired(view, call);
        for (const [key, last] of former) {
          if (isMoot || key === call.key || isProvenDead(view, last, call)) continue;
          tell(`${call.key} was asked for while ${key} might charge`, call.n);
        }
        former.set(call.key, call);
      }
    }
  },
};

function isProvenDead(view: View, last: GatewayCall, call: GatewayCall): boolean {
  const { key } = last;
  const { n } = call;
  if (view.bank.isDeadAt(key, n)) return true;
  const line = legOf(view, last);
  // What is charged with it after a rollback forgot the leg is another payment's: it was asked for
  // anew, or is about to be.
  const charges = view.bank.ofKey(key).filter((charge) => {
    const asked = callOf(view, charge);
    const isAnew = asked !== null && line?.wasUndone(last.n, asked.n) === true;
    // With the token of the forgotten call it is that call, come late.
    const token = isAnew ? line.at(asked.n)?.['token'] : undefined;
    const isOther = isAnew && (typeof token !== 'string' || token === charge.token);
    return !isOther && line?.wasUndone(n, charge.n) !== true;
  });
  if (charges.length > 0) {
    const alive = charges.filter(({ failedN }) => failedN === null || failedN >= n);
    return alive.every((charge) => {
      return isFromOutside(view, charge) || isNoBar(view, charge, call);
    });
  }
  const state = line?.at(n)?.['state'];
  if (state === undefined) return isForgotten(view, last, n);
  return state === 'not_sent' || state === 'declined';
}

// No charge is asked for once a checkout is paid: by its row, or by a capture at the bank that has
// not been given back. A call that the bank must refuse since its key is retired moves nothing.
const noCallAfterPaid: Oracle = {
  name: 'no-call-after-paid',
  level: 'layer',
  words: 'What is paid is not asked for again.',
  check(view, tell) {
    for (const [checkoutId, calls] of view.gateway.charging) {
      for (const call of calls) {
        if (isForgotten(view, call, call.n)) continue;
        if (isRetired(view, call)) continue;
        const paid = numberOf(view.rows.files.get(checkoutId)?.row.at(call.n)?.['paid']);
        if (paid !== null) tell(`${call.key} was asked for when ${checkoutId} was paid`, call.n);
        const capture = view.bank.of(checkoutId).find((charge) => {
          if (!charge.isCapturedAt(call.n) || isFromOutside(view, charge)) return false;
          if (isNoBar(view, charge, call)) return false;
          return !charge.refunds.some(({ n }) => n < call.n);
        });
        if (capture === undefined || paid !== null) continue;
        tell(`${call.key} was asked for when ${capture.id} had paid`, capture.n, call.n);
      }
    }
  },
};

// While nothing but reads and openings of checkouts is being answered by a server, and neither its
// sweep nor its start is under way, it does not call the bank at all.
const readsReachNoGateway: Oracle = {
  name: 'reads-never-charge',
  level: 'layer',
  words: 'Reading and opening a checkout never reach the bank.',
  check(view, tell) {
    for (const { called } of view.gateway.calls) {
      const { answering, sweeping, kind, n } = called;
      if (sweeping || answering.length === 0) continue;
      const isRead = answering.every((exchange) => {
        const call = view.wire.exchanges.get(exchange)?.call;
        return call === 'read' || call === 'open';
      });
      if (isRead) tell(`the bank was called (${kind}) for a read`, n);
    }
  },
};

function isRetired(view: View, { key, n }: GatewayCall): boolean {
  return (view.bank.tombstones.get(key) ?? n) < n;
}

function isDecided(view: View, key: string, n: number): boolean {
  if ((view.bank.tombstones.get(key) ?? n) < n) return true;
  return view.bank.ofKey(key).some((charge) => charge.n < n);
}

export const GATEWAY_CALLS: readonly Oracle[] = [
  rowBeforeCall,
  legSentOnce,
  noOverlap,
  oneKeyAtATime,
  noCallAfterPaid,
  readsReachNoGateway,
];
