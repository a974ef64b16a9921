// How a process of ours lives: what it begins it ends again, the last thing first, whether it is
// told to stop or cannot go on beginning. Knows signals and exit codes; not what was begun.

export interface Lifetime {
  /** Aborts when the process is told to stop: nothing new may begin from then on. */
  readonly stopping: AbortSignal;
  /** Notes how to end what has just begun. */
  onEnd(end: () => Promise<void>): void;
}

export interface ProcessOptions {
  /** How long all ends together may take. */
  readonly stopTimeoutMs: number;
  /** Stay at a terminal's Ctrl-C: whoever began this process will stop it. */
  readonly ignoresInterrupt?: boolean;
}

/**
 * Runs `begin`, then stays until SIGTERM or SIGINT, ends what was begun and exits 0. Exits 1 with
 * the reason on stderr when `begin` rejects, or when an end fails or takes too long.
 */
export function runProcess(
  begin: (lifetime: Lifetime) => Promise<void>,
  { stopTimeoutMs, ignoresInterrupt = false }: ProcessOptions,
): void {
  const stopping = new AbortController();
  const ends: (() => Promise<void>)[] = [];
  let ending = false;

  const end = async (code: number): Promise<void> => {
    if (ending) return;
    ending = true;
    stopping.abort();
    setTimeout(() => {
      console.error(`Not everything ended within ${stopTimeoutMs} ms.`);
      process.exit(1);
    }, stopTimeoutMs);
    process.exit((await endAll(ends)) ? code : 1);
  };
  process.on('SIGTERM', () => void end(0));
  process.on('SIGINT', () => void (ignoresInterrupt || end(0)));
  const onEnd: Lifetime['onEnd'] = (one) => void ends.push(one);
  begin({ stopping: stopping.signal, onEnd }).catch((error: unknown) => {
    // What fails because it was told to stop is no news.
    if (ending) return;
    console.error(wordsOf(error));
    void end(1);
  });
}

/** False when one failed; the others are ended all the same. */
async function endAll(ends: readonly (() => Promise<void>)[]): Promise<boolean> {
  let allEnded = true;
  for (const one of ends.toReversed()) {
    try {
      await one();
    } catch (error) {
      console.error('stop:', error);
      allEnded = false;
    }
  }
  return allEnded;
}

/**
 * What an error says. One that stands for several, as for a host with two addresses, has no words
 * of its own.
 */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '' || !(error instanceof AggregateError)) return error.message;
  return error.errors.map(wordsOf).join('; ');
}
