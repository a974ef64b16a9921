// The latch: one per API and cart for the whole page, taken synchronously, before anything is
// awaited. It lies on `globalThis` as plain data, so that two copies of the bundle share it, and
// holds the facts with it, so that every mounted instance shows the same. Knows nothing of what is
// sent.

import { NOTHING_KNOWN, type Facts, type Press } from './facts.ts';
import { tell } from './listeners.ts';
import type { SubmitResult } from './submit-result.ts';
import { transition, type FactsEvent } from './transition.ts';

/** Where the latches lie on `globalThis`: a `Map` by API and cart. */
export const LATCHES = Symbol.for('payonce.latches');

const VERSION = 1;

/** What lies there. Plain, because its reader may be another copy of this code. */
interface LatchRecord {
  readonly version: typeof VERSION;
  facts: Facts;
  /** What every `submit()` returns until the latch opens. */
  promise: Promise<SubmitResult> | null;
  /** How many instances have joined: tells their queries apart. */
  members: number;
  readonly listeners: Set<() => void>;
}

export interface Latch {
  /** A number no other instance on this page has for this cart. */
  readonly member: number;
  facts(): Facts;
  promise(): Promise<SubmitResult> | null;
  /** Takes the latch for a press, or gives null: all in one synchronous step. */
  take(atMs: number, promise: Promise<SubmitResult>): Press | null;
  /** Keeps what `submit()` returns although nothing was pressed here: the cart is paid already. */
  settle(promise: Promise<SubmitResult>): void;
  dispatch(event: FactsEvent): void;
  subscribe(listener: () => void): () => void;
}

export function latchFor(api: string, cartId: string): Latch {
  return latchOver(recordFor(JSON.stringify([api, cartId])));
}

/** Facts that no other instance sees: for who only reads, and so can press nothing. */
export function privateFacts(): Latch {
  return latchOver(newRecord());
}

function latchOver(record: LatchRecord): Latch {
  record.members += 1;
  return {
    member: record.members,
    facts: () => record.facts,
    promise: () => record.promise,
    take: (atMs, promise) => {
      const taken = transition(record.facts, { type: 'pressed', atMs });
      if (taken === record.facts || taken.hold.type !== 'preparing') return null;
      record.promise = promise;
      commit(record, taken);
      return taken.hold.press;
    },
    settle: (promise) => {
      record.promise ??= promise;
    },
    dispatch: (event) => {
      commit(record, transition(record.facts, event));
    },
    subscribe: (listener) => {
      // A function of its own, so that one listener may subscribe twice and leave once.
      const entry = () => listener();
      record.listeners.add(entry);
      return () => {
        record.listeners.delete(entry);
      };
    },
  };
}

function commit(record: LatchRecord, facts: Facts): void {
  if (facts === record.facts) return;
  record.facts = facts;
  if (facts.hold.type === 'free') record.promise = null;
  for (const listener of [...record.listeners]) tell(listener);
}

function newRecord(): LatchRecord {
  return {
    version: VERSION,
    facts: NOTHING_KNOWN,
    promise: null,
    members: 0,
    listeners: new Set(),
  };
}

function recordFor(name: string): LatchRecord {
  const latches = registry();
  const found = latches.get(name);
  if (found === undefined) {
    const record = newRecord();
    latches.set(name, record);
    return record;
  }
  if (isRecord(found)) return found;
  throw new Error(
    'Two versions of payonce on this page cannot share a checkout: load one version of it only.',
  );
}

interface Place {
  [LATCHES]?: Map<string, unknown> | undefined;
}

function registry(): Map<string, unknown> {
  const place: Place = globalThis as Place;
  place[LATCHES] ??= new Map();
  return place[LATCHES];
}

function isRecord(value: unknown): value is LatchRecord {
  return (
    typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION
  );
}
