// Takes in what a gateway says of a refund, whoever brings it: an answer or a webhook. An end is
// written once, with the amount that the gateway gave back.

import type { RefundOutcome } from './gateway.ts';
import type { Settings } from './options.ts';
import { contradicted, notRefunded, refunded } from './refund-events.ts';
import type { RefundRow } from './rows.ts';
import { noteInbox } from './store/inbox.ts';
import { alarmRefund, concludeRefund, readRefund, type KnownRefund } from './store/refunds.ts';
import type { Telling } from './store/settle.ts';

type Told = Extract<RefundOutcome, { type: 'succeeded' | 'pending' | 'failed' }>;
type Ended = Exclude<Told, { type: 'pending' }>;

// Each further round needs another end of the same refund in between, or a database that went back.
const MAX_ROUNDS = 5;

/**
 * Takes in what a gateway says of a refund, whoever brings it. An end is final: what contradicts it
 * calls a person and moves nothing. `not-yet`: we have no such refund, or no room for it until
 * another has failed.
 */
export async function applyRefund(
  settings: Settings,
  refundId: string,
  outcome: Told,
  telling: Telling | null,
): Promise<'applied' | 'known' | 'not-yet'> {
  const { database } = settings;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const known = await readRefund(database, refundId);
    if (known === null) return 'not-yet';
    const { status } = known.refund;
    if (status === 'pending' && outcome.type !== 'pending') {
      const concluded = await conclude(settings, known, outcome, telling);
      if (concluded === 'over') continue;
      return concluded === 'written' ? 'applied' : 'not-yet';
    }
    const contradicts = outcome.type !== 'pending' && outcome.type !== status;
    if (contradicts && (await contradict(settings, known, outcome, telling))) return 'applied';
    if (telling !== null) await noteInbox(database, telling, 'nothing');
    return 'known';
  }
  throw new Error(`Refund ${refundId} changes faster than it can be read.`);
}

async function conclude(
  settings: Settings,
  known: KnownRefund,
  outcome: Ended,
  telling: Telling | null,
): Promise<'written' | 'over' | 'no-room'> {
  const { database, clock } = settings;
  const now = clock.now();
  const { type: status, refundId: gatewayRefundId } = outcome;
  const failure = status === 'failed' ? outcome.reason : null;
  const amountValue = valueOf(known.refund, outcome);
  const event =
    failure === null ? refunded(known, amountValue, now) : notRefunded(known, failure, now);
  const news = { ...placeOf(known), event, telling, now };
  const end = { status, amountValue, gatewayRefundId, failure };
  return concludeRefund(database, news, end);
}

/** The gateway may have been asked before by a database that has forgotten, for another rest. */
function valueOf({ id, amount_value: asked, currency }: RefundRow, outcome: Ended): number {
  if (outcome.type === 'failed') return asked;
  const { amount } = outcome;
  if (amount.currency === currency) return amount.value;
  throw new Error(
    `The gateway gave back ${amount.value} ${amount.currency} for refund ${id} of a charge in ` +
      `${currency}. It stays pending: compare the two at the gateway.`,
  );
}

/** False: told before. */
async function contradict(
  settings: Settings,
  known: KnownRefund,
  outcome: Told,
  telling: Telling | null,
): Promise<boolean> {
  const now = settings.clock.now();
  const event = contradicted(known, outcome.type, now);
  return alarmRefund(settings.database, { ...placeOf(known), event, telling, now });
}

/** Where news of a refund is written. */
export function placeOf({ refund }: KnownRefund) {
  return { checkoutId: refund.checkout_id, refundId: refund.id };
}
