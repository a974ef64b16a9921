// Whether something goes wrong at a point: drawn from the plan's rates, forced or left out by it,
// and never after healing. Every fault that strikes is in the history. Knows no consequences.

import type { Chance } from './chance.ts';
import type { FaultKind, Plan } from './plan.ts';
import type { Recorder } from './recorder.ts';

/** What names a fault of this kind at this point. */
export function keyOf(kind: FaultKind, point: string): string {
  return `${kind}@${point}`;
}

export class Faults {
  readonly #plan: Plan;
  readonly #chance: Chance;
  readonly #recorder: Recorder;
  readonly #without: ReadonlySet<string>;
  readonly #hasForced: boolean;
  #isHealed = false;
  #struck = 0;

  constructor(plan: Plan, chance: Chance, recorder: Recorder) {
    this.#plan = plan;
    this.#chance = chance;
    this.#recorder = recorder;
    this.#without = new Set(plan.without);
    this.#hasForced = Object.keys(plan.forced).length > 0;
  }

  strikes(kind: FaultKind, point: string): boolean {
    if (this.#isHealed) return false;
    const rate = this.#plan.rates[kind] ?? 0;
    const isDrawn = rate > 0 && this.#chance.fraction(kind, point) < rate;
    if (!isDrawn && !this.#hasForced) return false;
    const key = keyOf(kind, point);
    if (!isDrawn && this.#plan.forced[key] !== kind) return false;
    if (this.#without.has(key)) return false;
    this.note(key, kind);
    return true;
  }

  /** The first of these that strikes here, or null. */
  first<T extends FaultKind>(kinds: readonly T[], point: string): T | null {
    return kinds.find((kind) => this.strikes(kind, point)) ?? null;
  }

  note(key: string, what: string): void {
    this.#struck += 1;
    this.#recorder.record({ type: 'fault', key, what });
  }

  isLeftOut(id: string): boolean {
    return this.#without.has(id);
  }

  heal(): void {
    this.#isHealed = true;
  }

  isHealed(): boolean {
    return this.#isHealed;
  }

  struck(): number {
    return this.#struck;
  }
}
