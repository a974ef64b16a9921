// What the lab's page saw: what was sent, lost, replayed and refused, oldest first. Kept for the
// tab where the browser allows, so that a reload in mid-payment loses nothing of it. Draws nothing.

import * as v from 'valibot';

const LINE_KINDS = [
  'sent',
  'answered',
  'replayed',
  'refused',
  'lost',
  /** The bank's books have changed. */
  'booked',
  /** Something else that a tester wants to know. */
  'note',
] as const;

export type LineKind = (typeof LINE_KINDS)[number];

const lineSchema = v.object({
  id: v.number(),
  atMs: v.number(),
  kind: v.picklist(LINE_KINDS),
  /** Who did what: `POST payments`. */
  what: v.string(),
  /** What came of it: `409 payment-in-flight`. */
  said: v.string(),
  /** The key that it carried, the shopper's or the gateway's. */
  key: v.nullable(v.string()),
  /** How often in a row, the last time `atMs`. */
  count: v.number(),
});
export type Line = Readonly<v.InferOutput<typeof lineSchema>>;

export type NewLine = Pick<Line, 'kind' | 'what' | 'said' | 'key'>;

export interface Log {
  readonly add: (line: NewLine) => void;
  readonly clear: () => void;
  /** The same array until something is added. */
  readonly lines: () => readonly Line[];
  readonly subscribe: (listener: () => void) => () => void;
}

/** One place that keeps a text; it may lose it, and may throw. */
export interface Shelf {
  read(): string | null;
  write(text: string): void;
}

const MAX_LINES = 300;

export function createLog(now: () => number, shelf: Shelf): Log {
  let lines: readonly Line[] = kept(shelf);
  const listeners = new Set<() => void>();

  function replace(next: readonly Line[]): void {
    lines = next.slice(-MAX_LINES);
    try {
      shelf.write(JSON.stringify(lines));
    } catch {
      // The log is a courtesy: it ends with the page then.
    }
    for (const listener of listeners) listener();
  }

  return {
    add(line) {
      const last = lines.at(-1);
      const id = (last?.id ?? 0) + 1;
      if (last !== undefined && isRepeat(last, line)) {
        replace([...lines.slice(0, -1), { ...last, atMs: now(), count: last.count + 1 }]);
      } else replace([...lines, { ...line, id, atMs: now(), count: 1 }]);
    },
    clear: () => replace([]),
    lines: () => lines,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Every send is told; a page that asks the same ten times and hears the same, once. */
function isRepeat(last: Line, { kind, what, said, key }: NewLine): boolean {
  if (kind === 'sent' || !what.startsWith('GET')) return false;
  return last.kind === kind && last.what === what && last.said === said && last.key === key;
}

function kept(shelf: Shelf): readonly Line[] {
  try {
    const parsed = v.safeParse(v.array(lineSchema), JSON.parse(shelf.read() ?? '[]'));
    return parsed.success ? parsed.output : [];
  } catch {
    return [];
  }
}
