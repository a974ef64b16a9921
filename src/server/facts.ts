// Takes in what a gateway tells of a charge without a worker having asked: by webhook, by its list,
// or too late for the worker that asked. Looks up what we know of the leg, lets the one transition
// decide, and stores the step under the revision it was decided on.

import { isUniqueViolation } from './database.ts';
import { eventOf, type PayonceEvent } from './events.ts';
import type { ChargeFact, Succeeded } from './gateway.ts';
import { giveBack } from './giving-back.ts';
import { gatewayKeyOf, type LegPlace } from './identity.ts';
import type { Settings } from './options.ts';
import { parkingOf } from './parking.ts';
import { returnedOf } from './returned.ts';
import { isApplied, noteInbox } from './store/inbox.ts';
import { readLeg } from './store/known.ts';
import { park, settle, type Telling } from './store/settle.ts';
import { isTold, recordStray } from './store/stray.ts';
import { transition, type Known, type Step } from './transition.ts';
import { notCompleted, verdictOf, type Subject } from './verdict.ts';

/** `stranger`: we have no such leg. `nothing`: it changes nothing any more. */
export type Effect = 'settled' | 'parked' | 'gave-back' | 'alarmed' | 'nothing' | 'stranger';

// Each further round needs another change of the same checkout in between.
const MAX_ROUNDS = 10;

export async function applyFact(
  settings: Settings,
  place: LegPlace,
  fact: ChargeFact,
  telling: Telling | null = null,
): Promise<Effect> {
  let told = fact;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const chargeId = 'chargeId' in told ? told.chargeId : null;
    const known = await readLeg(settings.database, settings.gateway.public.type, place, chargeId);
    if (known === null) return 'stranger';
    const step = transition(known, told);
    if (step.type === 'contradicted' && told.type !== 'succeeded' && round === 0) {
      told = await askAgain(settings, place, fact);
      continue;
    }
    const effect = await carryOut(settings, place, known, { step, told }, telling);
    if (effect !== null) return effect;
  }
  throw new Error(`Checkout ${place.checkoutId} changes faster than it can be read.`);
}

/** A no after a yes: the message may be old, so the books are asked before anybody is called. */
async function askAgain(
  settings: Settings,
  { checkoutId, ordinal, leg }: LegPlace,
  fact: ChargeFact,
): Promise<ChargeFact> {
  const found = await settings.gateway.lookup(gatewayKeyOf(checkoutId, ordinal, leg));
  return found.type === 'absent' || found.type === 'unknown' ? fact : found;
}

/** Null: somebody else was faster, so it must be decided anew. */
async function carryOut(
  settings: Settings,
  place: LegPlace,
  known: Known,
  { step, told }: { readonly step: Step; readonly told: ChargeFact },
  telling: Telling | null,
): Promise<Effect | null> {
  const { database } = settings;
  const { checkout } = known;
  const hold = { ...place, fence: checkout.fence };
  const won = async (writing: Promise<boolean>, effect: Effect) =>
    (await unlessTold(writing)) ? effect : null;
  switch (step.type) {
    case 'conclude': {
      const verdict = verdictOf(step.proof, known, settings);
      return won(settle(database, hold, verdict, telling, checkout.revision), 'settled');
    }
    case 'abandon': {
      const verdict = notCompleted(known, settings);
      return won(settle(database, hold, verdict, telling, checkout.revision), 'settled');
    }
    case 'park': {
      const parking = parkingOf(step.fact, settings);
      return won(park(database, hold, parking, telling, checkout.revision), 'parked');
    }
    case 'give-back': {
      const { fact, cause } = step;
      const reason = GIVEN_BACK[cause];
      const how =
        returnedOf(fact) > 0 ? 'refunded as far as it was not before' : 'refunded in full';
      const words = `${reason} Charge ${fact.chargeId} is ${how}.`;
      const { attempt } = known;
      const surplus = { place, checkout, attempt, fact, cause, reason, words, telling };
      return won(giveBack(settings, surplus), 'gave-back');
    }
    case 'contradicted': {
      const event = contradictionOf(settings, place, known, told);
      if (await isTold(database, event.id)) return unchanged(settings, telling);
      // Asking the gateway took its time: a repeat of the message may have had its answer
      // meanwhile.
      if (telling !== null && (await isApplied(database, telling))) return 'nothing';
      return won(callSomebody(settings, place, known, event, telling), 'alarmed');
    }
    case 'void':
    case 'nothing':
      return unchanged(settings, telling);
  }
}

async function unchanged({ database }: Settings, telling: Telling | null): Promise<Effect> {
  if (telling !== null) await noteInbox(database, telling, 'nothing');
  return 'nothing';
}

/** Another process stored the same message or capture at the same moment: look again. */
async function unlessTold(writing: Promise<boolean>): Promise<boolean> {
  try {
    return await writing;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

const GIVEN_BACK = {
  late: 'The charge arrived after the payment had ended without it.',
  duplicate: 'The checkout was paid already: this charge was one too many.',
} as const;

/** One event, however often the gateway repeats it. */
function contradictionOf(
  { clock }: Settings,
  place: LegPlace,
  known: Known,
  told: ChargeFact,
): PayonceEvent {
  const { ordinal, leg } = place;
  const contradiction =
    told.type === 'succeeded'
      ? { reason: otherCharge(known, told), about: `other charge ${told.chargeId}` }
      : { reason: DENIED, about: `contradiction ${ordinal}.${leg}` };
  return eventOf('needs_attention', { ...known, ...contradiction }, clock.now());
}

const DENIED = 'The gateway now says that it never charged this payment, which it had confirmed.';

function otherCharge({ leg }: Known, { chargeId }: Succeeded): string {
  return (
    `This payment was settled by hand as charge ${leg.charge_id ?? ''}, but the gateway has it as ` +
    `charge ${chargeId}. Nothing is refunded: compare the two at the gateway.`
  );
}

function callSomebody(
  settings: Settings,
  place: LegPlace,
  known: Subject,
  event: PayonceEvent,
  telling: Telling | null,
): Promise<boolean> {
  const seenRevision = known.checkout.revision;
  const now = settings.clock.now();
  const stray = { place, seenRevision, capture: null, event, telling, now };
  return recordStray(settings.database, stray);
}
