// Draws what surrounds a database that loses its last commits, once in a run: when, how many, and
// what else goes wrong. Where nothing is under way there is little to forget.

import { drawPress, type Cards } from './acts.ts';
import type { Chance } from './chance.ts';
import type { Act, FaultKind, Trouble } from './plan.ts';

export interface Amnesia {
  readonly acts: readonly Act[];
  readonly troubles: readonly Trouble[];
  /** Faults that exist in its run, whatever else does. */
  readonly kinds: readonly FaultKind[];
  /** The chaos lasts so long at least. */
  readonly chaosMs: number;
}

export function drawAmnesia(chance: Chance, chaosMs: number, acts: readonly Act[]): Amnesia {
  const kinds = COMPANY.filter((kind) => chance.fraction('amnesia', kind) < COMPANY_SHARE);
  const moment = chance.fraction('trouble', 'forgets then');
  const isQuiet = acts.every((act) => !('cart' in act) || act.cart !== LATE.cart);
  if (isQuiet && moment < 0.4) return { ...drawLatecomer(chance, chaosMs), kinds };
  const presses = acts.filter(({ type }) => type === 'press');
  const press = presses[chance.whole('trouble', 'forgets whom', 0, presses.length - 1)];
  const anyMs = chance.whole('trouble at', 'forget', 5_000, chaosMs);
  const isThen = press !== undefined && moment < 0.8;
  const atMs = isThen ? press.atMs + drawDelay(chance) : anyMs;
  return { acts: [], troubles: [forget(chance, Math.min(atMs, chaosMs))], kinds, chaosMs };
}

// What a database has forgotten shows most where it is not all that goes wrong.
const COMPANY: readonly FaultKind[] = [
  'bank-error-before',
  'bank-stumbles',
  'bank-refused',
  'bank-doubled',
  'answer-lost',
  'slow-statement',
  'pause',
  'stall-over-charge',
  'webhook-lost',
  'webhook-late',
];
const COMPANY_SHARE = 0.15;

/** A few more often than many. */
function forget(chance: Chance, atMs: number): Trouble {
  const count = Math.floor(chance.delay('trouble', 'lost', 1, 21));
  return { id: 'trouble forget', atMs, type: 'lose-commits', count };
}

function drawDelay(chance: Chance): number {
  return Math.floor(chance.delay('trouble', 'forgets after', 300, 20_000));
}

// A server trusts its database again by then, if nothing has shaken it.
const TRUSTED_MS = 50_000;
const LATE = { shopper: 'ben', cart: 'cart-2' } as const;
const CARDS: Cards = ['good', 'good', 'good', 'authentication', 'debit', 'declined'];

/**
 * Somebody pays whom nobody else disturbs, long after the start: with a bank that is just well, or
 * that refuses for a while, and perhaps a second time. Then all or some of that is forgotten.
 */
function drawLatecomer(chance: Chance, chaosMs: number): Omit<Amnesia, 'kinds'> {
  const tab = 'ben 1';
  const pressMs = chance.whole('act at', 'late', TRUSTED_MS, 2 * TRUSTED_MS);
  const act = (id: string, atMs: number) => ({ id: `act late ${id}`, atMs, shopper: LATE.shopper });
  const press = (id: string, atMs: number): Act => {
    return { ...act(id, atMs), type: 'press', tab, ...drawPress(chance, `late ${id}`, CARDS) };
  };
  const isRefused = chance.fraction('trouble', 'refuses') < 0.6;
  const forMs = isRefused ? Math.floor(chance.delay('trouble', 'refuses for', 1_000, 15_000)) : 0;
  const againMs = pressMs + forMs + Math.floor(chance.delay('act at', 'again', 500, 20_000));
  const isAgain = chance.fraction('act', 'late again') < 0.5;
  const forgetMs = pressMs + forMs + drawDelay(chance);
  const part = 'charges';
  const atMs = pressMs - 500;
  const refuses: Trouble = { id: 'trouble refuses', atMs, type: 'bank-down', part, forMs };
  return {
    acts: [
      { ...act('open', pressMs - 5_000), type: 'open', tab, cart: LATE.cart },
      press('press', pressMs),
      ...(isAgain ? [press('again', againMs)] : []),
    ],
    troubles: [...(isRefused ? [refuses] : []), forget(chance, forgetMs)],
    chaosMs: Math.max(chaosMs, forgetMs + 1_000, isAgain ? againMs + 1_000 : 0),
  };
}
