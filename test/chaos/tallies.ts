// What was counted while a shop was beaten: how often each thing happened. Knows no meaning of it.

export class Tallies {
  readonly #counts = new Map<string, number>();

  add(what: string, count = 1): void {
    this.#counts.set(what, this.of(what) + count);
  }

  of(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  /** All that begin with `prefix`, most frequent first, without it. */
  under(prefix: string): [what: string, count: number][] {
    return [...this.#counts]
      .filter(([what]) => what.startsWith(prefix))
      .map(([what, count]): [string, number] => [what.slice(prefix.length), count])
      .sort(([, a], [, b]) => b - a);
  }

  sum(prefix: string): number {
    return this.under(prefix).reduce((sum, [, count]) => sum + count, 0);
  }
}
