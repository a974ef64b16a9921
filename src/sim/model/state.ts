// What the small world can look like, as few variables as make a double charge visible: the rows,
// the bank's books, what is on its way, and at which point each server stands. Knows no step and no
// real code.

/**
 * What the bank has of one gateway key. `sent`: it was asked to charge, and has not heard of it.
 */
export type BankCharge =
  'unsent' | 'sent' | 'tombstone' | 'asks' | 'pending' | 'captured' | 'declined';

/** A message of the bank: it may come at any time, any number of times, or never. */
export type Message = 'none' | 'open' | 'applied';

export type LegRow =
  | 'none'
  | 'sending'
  | 'unknown'
  | 'action'
  | 'pending'
  | 'voided'
  | 'not_sent'
  | 'succeeded'
  | 'declined';

/** One gateway key: our row of it, and the bank's side. */
export interface Leg {
  readonly row: LegRow;
  readonly bank: BankCharge;
  /** That the charge waits: for its shopper, or for days. */
  readonly waits: Message;
  /** What came of the charge. */
  readonly ended: Message;
}

export type AttemptStatus =
  'processing' | 'unknown' | 'action_required' | 'pending' | 'succeeded' | 'declined' | 'not_sent';

export interface Attempt {
  readonly status: AttemptStatus;
  /** The number of its last leg, from 1. */
  readonly leg: number;
  /** Always as many as there can be. */
  readonly legs: readonly Leg[];
  /** Its next look is due. */
  readonly due: boolean;
}

export interface Refund {
  readonly status: 'none' | 'pending' | 'succeeded';
  /** Its next try is due: nobody holds it. */
  readonly due: boolean;
  readonly bank: 'unsent' | 'sent' | 'made';
  readonly told: Message;
  /** How often it was made beyond the once. */
  readonly again: number;
}

/** What one exchange with the bank said of a charge. */
export type Fact = 'captured' | 'declined' | 'asks' | 'pending' | 'canceled';
/** `absent`: nothing is known of the key. `refused`: the key is dead. */
export type Answer = Fact | 'absent' | 'refused';

/** A message that a step carries along. Of a leg: which of its two. */
export type Telling = 'waits' | 'ended' | null;

type Each<At extends string, More> = At extends string ? { readonly at: At } & More : never;

interface Answered {
  readonly answer: Answer | null;
}

interface Found {
  readonly fact: Fact;
}

/** Where a server stands: at a statement not run yet, or at a call whose answer it waits for. */
export type Point =
  | Each<'hear-claim' | 'hear-leg', unknown>
  | Each<'charge' | 'lookup' | 'cancel', Answered>
  /** Voids a leg that may have been forgotten. */
  | Each<'cancel-later', Answered & { readonly later: number }>
  | Each<'take-over' | 'doubt' | 'begin' | 'rest', unknown>
  | Each<'void', { readonly then: 'begin' | 'rest' | 'end' }>
  | Each<'release', { readonly as: 'not_sent' | 'voided' }>
  | Each<'settle' | 'park', Found>
  /** Nobody had asked for what is known here: it is written only if nothing has changed since. */
  | Each<'fact-settle' | 'fact-park' | 'give-back', Found & { readonly telling: Telling }>
  | Each<'note', { readonly telling: Telling }>
  | Each<'ask-refund' | 'claim-refund' | 'postpone-refund' | 'note-refund', unknown>
  | Each<'send-refund', { readonly answer: 'made' | null }>
  | Each<'conclude-refund', { readonly isTold: boolean }>;

export interface Worker {
  /** `pay` and `ask`: a shopper, or the shop, waits for the answer. */
  readonly task: 'pay' | 'sweep' | 'tell' | 'ask' | 'refund' | 'tell-refund';
  /** Of the attempt, from 1; or of the refund, from 0. */
  readonly number: number;
  readonly leg: number;
  readonly point: Point;
  /** What its statement hangs from is still so. */
  readonly isOurs: boolean;
  /** It stood still: the times in its hand are over. */
  readonly isLate: boolean;
  /** How it saw its leg when it took it in hand. */
  readonly knows: 'sent' | 'action' | 'pending';
}

/** Since the newest claim: 1 is past its lease, 2 past the consent, 3 past the bank's patience. */
export type Age = 0 | 1 | 2 | 3;

export interface State {
  readonly age: Age;
  /** The number of an attempt; 0: none. */
  readonly live: number;
  readonly paid: number;
  readonly lease: 'none' | 'held' | 'over';
  readonly attempts: readonly Attempt[];
  readonly refunds: readonly Refund[];
  readonly workers: readonly Worker[];
}

export const MAX_LEGS = 3;

const NO_LEG: Leg = { row: 'none', bank: 'unsent', waits: 'none', ended: 'none' };

export const NEW_ATTEMPT: Attempt = {
  status: 'processing',
  leg: 1,
  legs: [{ ...NO_LEG, row: 'sending' }, NO_LEG, NO_LEG],
  due: false,
};

export const NO_REFUND: Refund = {
  status: 'none',
  due: false,
  bank: 'unsent',
  told: 'none',
  again: 0,
};

const texts = new WeakMap<object, string>();

/** Parts are shared by many states: each is written out once. */
function textOf(part: object): string {
  const known = texts.get(part);
  if (known !== undefined) return known;
  const text = JSON.stringify(part);
  texts.set(part, text);
  return text;
}

/** The same text for the same state. */
export function keyOf(state: State): string {
  const { age, live, paid, lease, attempts, refunds, workers } = state;
  const parts = [attempts, refunds, workers].map((list) => list.map(textOf).join());
  return [age, live, paid, lease, ...parts].join('|');
}

/** The state with its workers in one order, and where each of them stood before. */
export function sorted(state: State): { readonly state: State; readonly places: number[] } {
  const keyed = state.workers.map((worker, place) => ({ worker, place, key: textOf(worker) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.place - b.place));
  const places = keyed.map(({ place }) => place);
  return { state: { ...state, workers: keyed.map(({ worker }) => worker) }, places };
}

export function attemptAt(state: State, number: number): Attempt {
  const attempt = state.attempts[number - 1];
  if (attempt === undefined) throw new Error(`there is no attempt ${number}`);
  return attempt;
}

export function legAt(state: State, number: number, leg: number): Leg {
  const found = attemptAt(state, number).legs[leg - 1];
  if (found === undefined) throw new Error(`attempt ${number} has no leg ${leg}`);
  return found;
}

export function refundAt(state: State, number: number): Refund {
  const refund = state.refunds[number];
  if (refund === undefined) throw new Error(`there is no refund ${number}`);
  return refund;
}

export function isFinal({ status }: Attempt): boolean {
  return status === 'succeeded' || status === 'declined' || status === 'not_sent';
}
