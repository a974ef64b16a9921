// Delta debugging: the smallest part of a list for which something still holds, by leaving out
// halves, then quarters, down to single items. Knows nothing of what the items are.

/**
 * A part of `items` of which no single item can be left out, in the same order; `holds` is true of
 * all of them. Asks the same questions in the same order every time.
 */
export async function smallestPart<T>(
  items: readonly T[],
  holds: (part: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  // Often nothing of it matters, which is found with one question.
  if (items.length === 0 || (await holds([]))) return [];
  let kept = items;
  let pieces = 2;
  while (kept.length > 1) {
    const smaller = await withoutOnePiece(kept, pieces, holds);
    if (smaller !== null) {
      kept = smaller;
      pieces = Math.max(2, pieces - 1);
    } else if (pieces < kept.length) {
      pieces = Math.min(kept.length, pieces * 2);
    } else {
      break;
    }
  }
  return kept;
}

async function withoutOnePiece<T>(
  items: readonly T[],
  pieces: number,
  holds: (part: readonly T[]) => Promise<boolean>,
): Promise<readonly T[] | null> {
  for (let piece = 0; piece < pieces; piece += 1) {
    const from = Math.floor((items.length * piece) / pieces);
    const to = Math.floor((items.length * (piece + 1)) / pieces);
    const rest = [...items.slice(0, from), ...items.slice(to)];
    if (await holds(rest)) return rest;
  }
  return null;
}
