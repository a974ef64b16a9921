// Holds the gateway's list of charges against our rows: heals a database that lost its last
// commits, and finds captures that nobody told us of. The list is read first and our rows after, so
// that a payment under way is never taken for a stranger.

import { adopt, isLost, keptFirst } from './adopting.ts';
import { applyFact } from './facts.ts';
import type { ListedCharge } from './gateway.ts';
import { chargeIdOf } from './charges-for.ts';
import { legPlaceOf } from './identity.ts';
import { youngMs, type Settings } from './options.ts';
import { knownLegs } from './store/known.ts';
import { listedUntil, noteListed, recordedCaptures } from './store/reconciled.ts';

export interface ReconcileReport {
  /** Charges with this installation's mark that were old enough to be looked at. */
  readonly looked: number;
  /** Charges without a row that now pay their checkout. */
  readonly adopted: number;
  /** Captures that may not stay and are being refunded. */
  readonly givenBack: number;
  /** Charges without a row that are too young, or whose checkout must end something else first. */
  readonly postponed: number;
  /** Of another installation, or as young as their payment. */
  readonly leftAlone: number;
}

// A gateway's list may be a little behind its charges, and clocks differ.
const OVERLAP_MS = 2 * 60_000;
// A database that lost its last commits misses a few; one that misses this many is not the one that
// made the charges, such as a copy of production used for tests.
const MAX_STRANGERS = 25;

/** This is most likely not the database that made the gateway's charges. */
export class TooManyStrangers extends Error {
  override readonly name = 'TooManyStrangers';
}

/**
 * Rejects when the gateway does not answer, or when a person must decide first: one who has decided
 * says how many strangers are fine.
 */
export async function reconcile(
  settings: Settings,
  mostStrangers = MAX_STRANGERS,
): Promise<ReconcileReport> {
  const { database, gateway, clock, tenant } = settings;
  const { mark, madeAt } = await settings.installation();
  const known = await listedUntil(database, tenant, gateway.public.type);
  const young = clock.now() - youngMs(gateway);
  const pass = new Pass(settings, mark, young, mostStrangers);
  let cursor: string | null = null;
  do {
    const page = await gateway.list(Math.max(madeAt, known ?? 0) - OVERLAP_MS, cursor);
    if (page.type === 'unknown') throw new Error(`The gateway did not list: ${page.reason}`);
    await pass.look(page.charges);
    cursor = page.next;
  } while (cursor !== null);
  await pass.meetStrangers();
  await noteListed(database, tenant, gateway.public.type, pass.until(), known);
  return pass.report();
}

class Pass {
  readonly #settings: Settings;
  readonly #mark: string;
  readonly #youngMs: number;
  readonly #mostStrangers: number;
  readonly #strangers: ListedCharge[] = [];
  #untilMs: number;
  #looked = 0;
  #adopted = 0;
  #givenBack = 0;
  #postponed = 0;
  #leftAlone = 0;

  constructor(settings: Settings, mark: string, youngMs: number, mostStrangers: number) {
    this.#settings = settings;
    this.#mark = mark;
    this.#youngMs = youngMs;
    this.#mostStrangers = mostStrangers;
    this.#untilMs = youngMs;
  }

  report(): ReconcileReport {
    return {
      looked: this.#looked,
      adopted: this.#adopted,
      givenBack: this.#givenBack,
      postponed: this.#postponed,
      leftAlone: this.#leftAlone,
    };
  }

  /** Up to when nothing is left to be looked at again. */
  until(): number {
    return this.#untilMs;
  }

  async look(charges: readonly ListedCharge[]): Promise<void> {
    const { database, gateway } = this.#settings;
    const marked = charges.filter(({ label }) => label?.mark === this.#mark);
    const ours = marked.filter(({ createdAtMs }) => createdAtMs <= this.#youngMs);
    const young = marked.filter(({ createdAtMs }) => createdAtMs > this.#youngMs);
    const unknown = await this.#countUnknown(young);
    this.#looked += ours.length;
    this.#postponed += unknown;
    this.#leftAlone += charges.length - ours.length - unknown;
    // What took nothing needs no row, and what is recorded already no look: as a rule, that is all.
    const open = ours.filter(({ fact }) => fact.type !== 'declined' && fact.type !== 'canceled');
    const recorded = await recordedCaptures(database, gateway.public.type, open.map(chargeIdOf));
    for (const charge of open) {
      if (!recorded.has(chargeIdOf(charge))) await this.#lookAt(charge);
    }
  }

  /** A leg is written before it is sent: of the young ones too, those without a row were lost. */
  async #countUnknown(young: readonly ListedCharge[]): Promise<number> {
    const lost = young.filter((charge) => isLost(this.#settings, charge));
    const places = lost.map(({ gatewayKey }) => legPlaceOf(gatewayKey)).filter((at) => at !== null);
    const known = await knownLegs(this.#settings.database, places);
    return lost.filter(({ gatewayKey }) => !known.has(gatewayKey)).length;
  }

  async #lookAt(charge: ListedCharge): Promise<void> {
    const place = legPlaceOf(charge.gatewayKey);
    const effect =
      place === null ? 'stranger' : await applyFact(this.#settings, place, charge.fact);
    if (effect === 'gave-back') this.#givenBack += 1;
    if (effect === 'stranger' && isLost(this.#settings, charge)) this.#note(charge);
  }

  // Counted before anything is done to the first of them: else each pass would take in a few more,
  // and in the end all.
  #note(charge: ListedCharge): void {
    this.#strangers.push(charge);
    if (this.#strangers.length > this.#mostStrangers) {
      throw new TooManyStrangers(
        `The gateway lists more than ${this.#mostStrangers} charges of this installation that the ` +
          'database does not know. Is it the right database? None of them is adopted or refunded ' +
          'until this is settled.',
      );
    }
  }

  async meetStrangers(): Promise<void> {
    for (const charge of keptFirst(this.#strangers)) await this.#meet(charge);
  }

  async #meet(charge: ListedCharge): Promise<void> {
    const done = await adopt(this.#settings, charge);
    if (done === 'adopted') this.#adopted += 1;
    if (done === 'gave-back') this.#givenBack += 1;
    if (done !== 'later') return;
    // Looked at again until its checkout can take it.
    this.#postponed += 1;
    this.#untilMs = Math.min(this.#untilMs, charge.createdAtMs - 1);
  }
}
