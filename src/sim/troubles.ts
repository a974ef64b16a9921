// Draws what befalls whole machines in a run. Knows no people and no single fault.

import type { Chance } from './chance.ts';
import type { Trouble } from './plan.ts';

export function drawTroubles(chance: Chance, chaosMs: number, servers: number): Trouble[] {
  const count = chance.pick('plan', 'troubles', [0, 0, 1, 2, 3]);
  return Array.from({ length: count }, (_, index) =>
    drawTrouble(chance, `trouble ${index + 1}`, chaosMs, servers),
  );
}

const TROUBLES = [
  'crash',
  'crash',
  'pause',
  'rolling-restart',
  'partition',
  'bank-down',
  'skew',
] as const;
// Beyond it the host refuses to serve (node/clock-skew.ts).
const MAX_SKEW_MS = 5_000;

function drawTrouble(chance: Chance, id: string, chaosMs: number, servers: number): Trouble {
  const atMs = chance.whole('trouble at', id, 2_000, chaosMs);
  const server = chance.whole('trouble server', id, 0, servers - 1);
  const forMs = Math.floor(chance.delay('trouble for', id, 500, 60_000));
  const type = chance.pick('trouble type', id, TROUBLES);
  switch (type) {
    case 'crash':
      return { id, atMs, type, server, downMs: Math.floor(chance.delay('down', id, 200, 40_000)) };
    case 'pause':
      return { id, atMs, type, server, forMs };
    case 'rolling-restart':
      return { id, atMs, type };
    case 'partition': {
      const between = chance.pick('between', id, ['pages', 'bank', 'database'] as const);
      return { id, atMs, type, between, server, forMs };
    }
    case 'bank-down': {
      const part = chance.pick('part', id, [null, 'charges', 'questions', 'returns'] as const);
      return { id, atMs, type, forMs, ...(part !== null && { part }) };
    }
    case 'skew':
      return { id, atMs, type, server, byMs: chance.whole('skew', id, -MAX_SKEW_MS, MAX_SKEW_MS) };
  }
}
