// What one scene writes down: acts, mishaps and the faults that it brings, each a while after the
// scene's beginning, drawn under the scene's own name. Knows no scene.

import { CARDS, drawPress, type Cards } from './acts.ts';
import type { Chance } from './chance.ts';
import type { Act, Deed, FaultKind, Mishap, Trouble } from './plan.ts';

/** Where a scene takes place. */
export interface Stage {
  readonly chance: Chance;
  /** Names the scene in its run. */
  readonly point: string;
  readonly atMs: number;
  readonly shopper: string;
  readonly cart: string;
  readonly servers: number;
}

export interface Scene {
  readonly acts: readonly Act[];
  readonly troubles: readonly Trouble[];
  /** Faults that exist in its run, whatever else does. */
  readonly kinds: readonly FaultKind[];
}

export class Script implements Scene {
  readonly acts: Act[] = [];
  readonly troubles: Trouble[] = [];
  readonly kinds: FaultKind[] = [];
  readonly stage: Stage;
  #lines = 0;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** A stretch of time, short ones more often. */
  some(what: string, lowMs: number, highMs: number): number {
    return Math.floor(this.stage.chance.delay(`scene ${what}`, this.stage.point, lowMs, highMs));
  }

  /** Any stretch of time as often as any other. */
  any(what: string, lowMs: number, highMs: number): number {
    return this.stage.chance.whole(`scene ${what}`, this.stage.point, lowMs, highMs);
  }

  isSo(what: string): boolean {
    return this.stage.chance.fraction(`scene ${what}`, this.stage.point) < 0.5;
  }

  tab(number = 1): string {
    return `${this.stage.shopper} ${number}`;
  }

  do(afterMs: number, deed: Deed, shopper = this.stage.shopper): void {
    const { atMs, point } = this.stage;
    const id = `act ${point}.${(this.#lines += 1)}`;
    this.acts.push({ id, atMs: atMs + afterMs, shopper, ...deed });
  }

  press(afterMs: number, cards: Cards = CARDS, tab = this.tab()): void {
    const { chance, point } = this.stage;
    const press = drawPress(chance, `${point}.${this.#lines}`, cards);
    this.do(afterMs, { type: 'press', tab, ...press });
  }

  /** All of them, every other time. */
  brings(...kinds: readonly FaultKind[]): void {
    if (this.isSo('brings')) this.kinds.push(...kinds);
  }

  befall(afterMs: number, mishap: Mishap): void {
    const { atMs, point } = this.stage;
    const id = `trouble ${point}.${(this.#lines += 1)}`;
    this.troubles.push({ id, atMs: atMs + afterMs, ...mishap });
  }
}
