// The import law (docs/decisions): which rooms there are, how high each stands, on which side of
// the wire it lives and which packages it may use. A new room or package is a decision: it gets its
// line here and a note there.

import { importsOf } from './imports.ts';
import { roomOf } from './tree.ts';
import type { Check } from './tree.ts';

interface Room {
  /** A room imports itself and lower ranks only. */
  readonly rank: number;
  /** What runs in a page never imports what runs behind the wire, nor the other way round. */
  readonly side: 'page' | 'server' | 'both';
  /** The packages that it may import; `node:*` for all of Node's own. */
  readonly packages: readonly string[] | 'any';
}

export const ROOMS: Readonly<Record<string, Room>> = {
  protocol: { rank: 0, side: 'both', packages: ['uuid', 'valibot'] },
  client: { rank: 1, side: 'page', packages: ['@tanstack/query-core'] },
  server: { rank: 1, side: 'server', packages: ['hono', '@noble/hashes', 'standardwebhooks'] },
  bank: {
    rank: 1,
    side: 'server',
    packages: ['hono', '@noble/hashes', 'standardwebhooks', 'valibot'],
  },
  platform: { rank: 2, side: 'page', packages: [] },
  // The bank's own page: of all that is behind the wire it may know the bank. It and the gateways
  // are borders: what comes from outside is parsed there.
  frame: { rank: 2, side: 'page', packages: ['valibot'] },
  gateways: { rank: 2, side: 'server', packages: ['standardwebhooks', 'valibot'] },
  node: {
    rank: 2,
    side: 'server',
    packages: ['pg', '@electric-sql/pglite', '@hono/node-server', 'node:*'],
  },
  react: { rank: 3, side: 'page', packages: ['react', '@tanstack/react-query'] },
  // Puts both sides into one process: neither ever runs there for anybody.
  sim: {
    rank: 4,
    side: 'both',
    packages: ['@tanstack/query-core', 'vite', 'node:*'],
  },
  shop: { rank: 5, side: 'both', packages: 'any' },
};

const EXCEPTIONS = new Set(['frame -> bank']);

/**
 * Only known rooms, and in each only imports of its own, of lower ranks and of its side of the
 * wire.
 */
export const roomsImportDownwards: Check = (tree) =>
  importsOf(tree).flatMap(({ from, file, specifier }) => {
    const [here, there] = [roomOf(from), file === null ? null : roomOf(file)];
    if (here === null || here === 'door' || there === null || here === there) return [];
    const why = refusal(here, there);
    return why === null ? [] : [`${from} imports ${specifier}: ${why}`];
  });

function refusal(here: string, there: string): string | null {
  const room = ROOMS[here];
  if (room === undefined) return `${here} is no room of this house`;
  if (there === 'door') return here === 'shop' ? null : 'only the shop comes through a door';
  const other = ROOMS[there];
  if (other === undefined) return `${there} is no room of this house`;
  if (there === 'frame') return 'the card page is built by itself, never into ours';
  if (other.rank >= room.rank) return `${there} does not stand below ${here}`;
  const meets = room.side === 'both' || other.side === 'both' || room.side === other.side;
  if (meets || EXCEPTIONS.has(`${here} -> ${there}`)) return null;
  return `${here} and ${there} live on two sides of the wire`;
}

/** Every file under `src` is in a room of this house, or is a door. */
export const filesLiveInRooms: Check = (tree) =>
  [...tree.keys()]
    .filter((path) => path.startsWith('src/'))
    .filter((path) => roomOf(path) !== 'door' && ROOMS[roomOf(path) ?? ''] === undefined)
    .map((path) => `${path}: ${roomOf(path) ?? 'this'} is no room of this house`);

/** In each room only the packages that its line names. */
export const roomsUseTheirPackages: Check = (tree) =>
  importsOf(tree).flatMap(({ from, package: name }) => {
    const here = roomOf(from);
    if (here === null || name === null) return [];
    const allowed = here === 'door' ? [] : (ROOMS[here]?.packages ?? []);
    if (allowed === 'any' || allowed.includes(name)) return [];
    if (name.startsWith('node:') && allowed.includes('node:*')) return [];
    return [`${from} imports ${name}, which ${here} may not use`];
  });

/** A relative import names a file that is there, with its extension. */
export const importsLeadSomewhere: Check = (tree) =>
  importsOf(tree)
    .filter((item) => item.file === null && item.package === null)
    .map(({ from, specifier }) => `${from} imports ${specifier}, which is not there`);

/** No file imports itself by way of others. */
export const noCircles: Check = (tree) => {
  const next = new Map<string, Set<string>>();
  for (const { from, file } of importsOf(tree)) {
    if (file !== null) next.set(from, (next.get(from) ?? new Set()).add(file));
  }
  const circles: string[] = [];
  const done = new Set<string>();
  function walk(path: string, trail: readonly string[]): void {
    const start = trail.indexOf(path);
    if (start >= 0) {
      circles.push(`${[...trail.slice(start), path].join(' -> ')} is a circle`);
      return;
    }
    if (done.has(path)) return;
    for (const file of next.get(path) ?? []) walk(file, [...trail, path]);
    done.add(path);
  }
  for (const path of next.keys()) walk(path, []);
  return circles;
};

const AUDITOR = 'src/sim/audit/';

/** The simulator's auditor judges by histories alone: it knows nothing of what it judges. */
export const auditorImportsHistories: Check = (tree) =>
  importsOf(tree)
    .filter(({ from }) => from.startsWith(AUDITOR))
    .filter(({ file }) => file?.startsWith(AUDITOR) !== true && file !== 'src/sim/history.ts')
    .map(({ from, specifier }) => `${from} imports ${specifier}: a mistake of it would be shared`);
