// What goes on in real time while virtual time stands still: counted, taken one after the other,
// and waited for. Knows no database.

export class RealWork {
  #working = 0;
  #waiting: (() => void)[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  begin(): void {
    this.#working += 1;
  }

  end(): void {
    this.#working -= 1;
    if (this.#working > 0) return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
  }

  async during<T>(task: () => Promise<T>): Promise<T> {
    this.begin();
    try {
      return await task();
    } finally {
      this.end();
    }
  }

  /** After what came before has ended. Waiting for it is no work. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(
      () => this.during(task),
      () => this.during(task),
    );
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** Null: nothing goes on. */
  untilIdle(): Promise<void> | null {
    if (this.#working === 0) return null;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
