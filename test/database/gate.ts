// Holds every call that leaves a server until the test lets it go on, fails it before it did
// anything, or fails it after. Knows no database and no bank; decides nothing by itself.

export type Fate = 'done' | 'lost-before' | 'lost-after' | 'other';

interface Held {
  readonly what: string;
  go(fate: Fate): Promise<void>;
}

export interface Gate {
  readonly held: Held[];
  /** Runs `act` when the test says so. `other` is a fault of the caller's own, instead of `act`. */
  pass<T>(
    what: string,
    act: () => Promise<T>,
    lost: () => Error,
    other?: () => Promise<T>,
  ): Promise<T>;
  /** From now on nothing is held, and nothing fails. */
  heal(): void;
  /** Resolves when everything that was let go has arrived somewhere. */
  quiet(): Promise<void>;
}

// What was let go runs on until it is held again; promises of streams and bodies take a few turns.
const QUIET_TURNS = 6;

export function createGate(): Gate {
  const held: Held[] = [];
  let healed = false;
  let running = 0;

  async function tracked<T>(act: () => Promise<T>): Promise<T> {
    running += 1;
    try {
      return await act();
    } finally {
      running -= 1;
    }
  }

  return {
    held,
    pass: (what, act, lost, other = act) =>
      new Promise((resolve, reject) => {
        const go = async (fate: Fate): Promise<void> => {
          if (fate === 'lost-before') {
            reject(lost());
            return;
          }
          const done = tracked(fate === 'other' ? other : act);
          if (fate === 'lost-after') {
            await done.catch(() => undefined);
            reject(lost());
          } else {
            await done.then(resolve, reject);
          }
        };
        if (healed) void go('done');
        else held.push({ what, go });
      }),
    heal() {
      healed = true;
      for (const one of held.splice(0)) void one.go('done');
    },
    async quiet() {
      for (let turn = 0; turn < QUIET_TURNS; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        if (running > 0) turn = -1;
      }
    },
  };
}
