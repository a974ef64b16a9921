// Two calls at once, of which each is the first in some rounds.

const MOST_READS = 4;

/**
 * Runs both, the one or the other some reads of the database later: as long as those take it has
 * no lead, and what takes reads as well has most of one.
 */
export async function racing<A, B>(
  round: number,
  read: () => Promise<unknown>,
  calls: readonly [one: () => Promise<A>, other: () => Promise<B>],
): Promise<[A, B]> {
  const lead = (round % (2 * MOST_READS + 1)) - MOST_READS;
  const later = async <T>(reads: number, call: () => Promise<T>): Promise<T> => {
    for (let turn = 0; turn < reads; turn += 1) await read();
    return call();
  };
  const [one, other] = calls;
  return Promise.all([later(-lead, one), later(lead, other)]);
}
