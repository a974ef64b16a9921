// Tells the storefront what has happened: every event to its handler and to every address, until
// each has taken it, in order for each checkout. At least once: a server may die between telling
// and writing down that it did.

import { doublingMs } from '../protocol/doubling.ts';
import { randomFraction } from '../protocol/ports.ts';
import type { EventHandlers, EventType, PayonceEvent } from './events.ts';
import type { Settings } from './options.ts';
import {
  claimEvent,
  dueEvents,
  endDelivery,
  reviveDead,
  type DueEvent,
  type HeldEvent,
} from './store/outbox.ts';
import { postEvent } from './event-posting.ts';

// The events of different checkouts go side by side, and a step ends soon even when a target is
// slow.
const EVENTS_AT_ONCE = 20;
const MAX_EVENTS_A_STEP = 200;
const HOLD_MS = 30_000;
// Both end well before the hold does, so that no other server begins what this one still does.
const HANDLER_LIMIT_MS = 20_000;
const POST_LIMIT_MS = 10_000;

const FIRST_DELAY_MS = 1_000;
const LAST_DELAY_MS = 60 * 60_000;
// So that what failed at one moment does not all come back at one moment.
const JITTER = 0.2;
// About nine hours: a night without anybody, or a shop that is being moved.
const MAX_TRIES = 20;

/** Delivers what is due; answers how many events all their sinks have taken. */
export async function deliverEvents(settings: Settings): Promise<number> {
  const { database, tenant, clock } = settings;
  let delivered = 0;
  let left = MAX_EVENTS_A_STEP;
  // A checkout's second event is due once its first was taken: it need not wait for the next step.
  while (left > 0) {
    const due = await dueEvents(database, tenant, clock.now(), Math.min(left, EVENTS_AT_ONCE));
    const ends = await Promise.all(due.map((one) => deliver(settings, one)));
    const won = ends.filter((end) => end !== 'lost');
    const taken = won.filter((end) => end === 'delivered').length;
    delivered += taken;
    left -= won.length;
    // Nothing is due, it is all in the hands of another server, or somebody takes nothing now: one
    // wait for that is enough for a step.
    if (won.length === 0 || taken < won.length) break;
  }
  return delivered;
}

/** Offers a dead event anew, to the sinks that have not taken it. False: there is no such one. */
export function reviveEvent(
  { database, tenant, clock }: Settings,
  eventId: string,
): Promise<boolean> {
  return reviveDead(database, eventId, tenant, clock.now());
}

async function deliver(
  settings: Settings,
  due: DueEvent,
): Promise<'delivered' | 'not-taken' | 'lost'> {
  const { database, clock } = settings;
  try {
    const held = await claimEvent(database, due, clock.now() + HOLD_MS);
    if (held === null) return 'lost';
    return await offer(settings, held);
  } catch (error) {
    // The others go on; this one is due again when its hold is over.
    settings.onError(error, `event ${due.id}`);
    return 'not-taken';
  }
}

async function offer(settings: Settings, held: HeldEvent): Promise<'delivered' | 'not-taken'> {
  const open = sinksOf(settings, held).filter(({ name }) => !held.taken.includes(name));
  const failures = await Promise.all(open.map((sink) => failureOf(sink)));
  const newly = open.filter((_sink, index) => failures[index] === null);
  const taken = [...held.taken, ...newly.map(({ name }) => name)];
  const failure = failures.filter((words) => words !== null).join('; ');
  const { database, clock, random, onError } = settings;
  const now = clock.now();
  if (failure === '') {
    await endDelivery(database, held, { ...DELIVERED, taken, nextTryAt: now, now });
    return 'delivered';
  }
  const isDead = held.tries >= MAX_TRIES;
  const delayMs = doublingMs(FIRST_DELAY_MS, LAST_DELAY_MS, held.tries - 1);
  const nextTryAt = now + Math.round(delayMs * (1 + JITTER * randomFraction(random)));
  const status = isDead ? 'dead' : 'waiting';
  await endDelivery(database, held, { status, taken, failure, nextTryAt, now });
  if (isDead || held.tries === 1) {
    const what = isDead ? 'is dead: nobody took it' : 'was not taken and is offered again';
    onError(new Error(`Event ${held.id} ${what} (${failure}).`), `event ${held.id}`);
  }
  return 'not-taken';
}

const DELIVERED = { status: 'delivered', failure: null } as const;

/** One that is told. `tell` rejects when it did not take the event. */
interface Sink {
  readonly name: string;
  tell(): Promise<void>;
}

async function failureOf({ name, tell }: Sink): Promise<string | null> {
  try {
    await tell();
    return null;
  } catch (error) {
    return `${name}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const HANDLERS: Readonly<Record<EventType, keyof EventHandlers>> = {
  paid: 'onPaid',
  payment_failed: 'onPaymentFailed',
  refunded: 'onRefunded',
  reversed: 'onReversed',
  needs_attention: 'onNeedsAttention',
};

function sinksOf(settings: Settings, held: HeldEvent): readonly Sink[] {
  const { on, eventTargets } = settings;
  const handler = HANDLERS[held.event.type];
  const targets = eventTargets.map((target) => ({
    name: target.url,
    tell: () => inTime(settings, POST_LIMIT_MS, (late) => postEvent(settings, target, held, late)),
  }));
  if (on[handler] === undefined) return targets;
  const call = async (event: PayonceEvent) => on[handler]?.(event);
  return [
    { name: 'on', tell: () => inTime(settings, HANDLER_LIMIT_MS, () => call(held.event)) },
  ].concat(targets);
}

/** `work`, given up after `limitMs`: `late` tells it so. */
async function inTime(
  { clock }: Settings,
  limitMs: number,
  work: (late: AbortSignal) => Promise<void>,
): Promise<void> {
  const late = new AbortController();
  const done = new AbortController();
  const tooLate = clock.sleep(limitMs, done.signal).then(() => {
    late.abort();
    throw new Error(`did not take it within ${limitMs} ms`);
  });
  // Of the two the slower is no longer listened to.
  tooLate.catch(() => undefined);
  try {
    await Promise.race([work(late.signal), tooLate]);
  } finally {
    done.abort();
  }
}
