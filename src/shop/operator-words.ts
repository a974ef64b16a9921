// What an operator reads: lists and stories in words, money as people write it, times in UTC. Pure;
// asks nobody.

import { formatMoney } from '../protocol/money.ts';
import type { History, ReconcileReport, SettledByHand, SweepReport, Waiting } from '../server.ts';

type Sum = { readonly amount_value: number; readonly currency: string };

const OPERATOR = 'npm run operator --';

export function waitingWords({ payments, refunds, events, messages }: Waiting): string {
  const blocks = [
    block('Payments that nobody could decide', payments, (one) => [
      `${one.checkoutId}  ${money(one.amountValue, one.currency)}  ${one.status}`,
      `  since ${time(one.createdAt)}, looked up: ${one.checks}: at ${one.gateway}, look for key ` +
        `${one.checkoutId}.${one.ordinal}.${one.leg}`,
      `  then: ${OPERATOR} settle ${one.checkoutId} --captured <charge> | --not-charged`,
    ]),
    block('Refunds that the bank has not made', refunds, (one) => [
      `${one.id}  ${sum(one)}  of charge ${one.charge_id}`,
      `  since ${time(one.created_at)}, tries: ${one.tries}`,
      `  ${OPERATOR} show ${one.checkout_id}`,
    ]),
    block('Events that the shop never took', events, (one) => [
      `${one.id}  ${one.type}  tries: ${one.tries}`,
      `  since ${time(one.createdAt)}: ${one.failure ?? 'no reason'}`,
      `  when that is mended: ${OPERATOR} revive ${one.id}`,
    ]),
    block('Messages about something unknown', messages, (one) => [
      `${one.gateway} ${one.eventId}  tries: ${one.tries}`,
      `  since ${time(one.receivedAt)}: ${one.event}`,
    ]),
  ].filter((words) => words !== '');
  return blocks.length === 0 ? 'Nothing waits for you.' : blocks.join('\n\n');
}

function block<T>(title: string, items: readonly T[], words: (item: T) => string[]): string {
  if (items.length === 0) return '';
  return [`${title}: ${items.length}`, ...items.flatMap(words).map((line) => `  ${line}`)].join(
    '\n',
  );
}

export function storyWords(story: History): string {
  const { checkout, attempts, charges, refunds, events } = story;
  const { cart_id: cartId, cart_version: version, principal } = checkout;
  return [
    `${checkout.id}  ${sum(checkout)}  ${stateOf(story)}`,
    `  cart ${cartId}, ${version}; shopper ${principal}; revision ${checkout.revision}`,
    ...attempts.flatMap((attempt) => attemptWords(story, attempt)),
    ...charges.map(
      (one) =>
        `  charge ${one.charge_id}: ${sum(one)} taken, ${one.kept ? 'pays the checkout' : 'one too many'}` +
        `, ${money(one.refunded_value, one.currency)} of it given back or on its way back` +
        (one.reversed_at === null ? '' : `; taken back by the bank ${time(one.reversed_at)}`),
    ),
    ...refunds.map(
      (one) =>
        `  refund ${one.id}: ${sum(one)} of ${one.charge_id}, ${one.status}, asked ` +
        `${time(one.created_at)} (${one.cause}: ${one.reason}), tries: ${one.tries}`,
    ),
    ...events.map(
      (one) =>
        `  event ${one.id}: ${one.type}, ${one.status}, tries: ${one.tries}, ` +
        time(one.createdAt) +
        (one.reason === null ? '' : `\n    ${one.reason}`) +
        (one.failure === null ? '' : `\n    not taken: ${one.failure}`),
    ),
  ].join('\n');
}

function stateOf({ checkout, attempts }: History): string {
  if (checkout.paid !== null) return 'paid';
  const live = attempts.find(({ ordinal }) => ordinal === checkout.live);
  return live === undefined ? 'can be paid' : `being paid: ${live.status}`;
}

function attemptWords({ legs }: History, attempt: History['attempts'][number]): string[] {
  const { ordinal, method_type: type, brand, last4, decline_code: code } = attempt;
  const card = brand === null ? type : `${brand} ${last4 ?? ''}`.trim();
  const called = attempt.attention_at;
  return [
    `  payment ${ordinal}: ${attempt.status}${code === null ? '' : ` (${code})`}, ${sum(attempt)} by ` +
      `${card}, begun ${time(attempt.created_at)}`,
    `    may be sent until ${time(attempt.consent_until)}; looked up: ${attempt.checks}` +
      (called === null ? '' : `; a person was called ${time(called)}`),
    ...legs
      .filter((leg) => leg.ordinal === ordinal)
      .map(
        (leg) =>
          `    call ${leg.leg} to ${leg.gateway}: ${leg.state}, sent ${time(leg.started_at)}, key ` +
          `${attempt.checkout_id}.${ordinal}.${leg.leg}` +
          (leg.charge_id === null ? '' : `, charge ${leg.charge_id}`) +
          (leg.by_hand ? ', as a person said' : ''),
      ),
  ];
}

export const SETTLED: Readonly<Record<SettledByHand, string>> = {
  settled: 'Settled, as you said.',
  'gateway-knew':
    'Settled, as the bank said when it was asked once more: its word stands above yours.',
  pending:
    'The bank has this payment and has not decided: it may still take the money. Nothing was settled.',
  'charge-taken': 'That charge is on record already, for another payment. Nothing was settled.',
  'not-open': 'Nothing of this checkout is undecided: "show" tells how it ended.',
  held: 'A server is at this payment without a break: try again in a moment.',
  'not-found': 'There is no such checkout.',
};

export function sweepWords({ taken, ended, refunds, events, messages }: SweepReport): string {
  return (
    `Payments looked at: ${taken}, ended: ${ended}. Refunds sent: ${refunds}. Events delivered: ` +
    `${events}. Messages applied: ${messages}.`
  );
}

export function reconcileWords(report: ReconcileReport): string {
  const { looked, adopted, givenBack, postponed, leftAlone } = report;
  return (
    `The bank's charges looked at: ${looked}. Adopted: ${adopted}. Being given back: ${givenBack}. ` +
    `Looked at again later: ${postponed}. ` +
    `Left alone (somebody else's, or being paid just now): ${leftAlone}.`
  );
}

function sum(row: Sum): string {
  return money(row.amount_value, row.currency);
}

function money(value: number, currency: string): string {
  return formatMoney({ value, currency }, 'en');
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
