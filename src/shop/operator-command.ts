// What an operator may type, and what is wrong with what was typed. Pure: does nothing of it.

import type { BanksWord } from '../server.ts';

export type Command =
  | { readonly type: 'list' | 'sweep' }
  /**
   * `most`: how many charges that no row speaks of may be taken in; null as the servers have it.
   */
  | { readonly type: 'reconcile'; readonly most: number | null }
  | { readonly type: 'help' }
  | { readonly type: 'show'; readonly checkoutId: string }
  | { readonly type: 'settle'; readonly checkoutId: string; readonly word: BanksWord }
  | { readonly type: 'revive'; readonly eventId: string }
  /** Nothing is done; the words say what to type. */
  | { readonly type: 'wrong'; readonly words: string };

export const HELP = `npm run operator -- <command>

  list                                    what waits for a person, oldest first
  show <checkoutId>                       the whole story of one checkout
  settle <checkoutId> --captured <charge> the bank says: it took the money, as this charge
  settle <checkoutId> --not-charged       the bank says: it took nothing, and never will
  revive <eventId>                        offers a dead event to the shop again
  sweep                                   one step of what the servers do by themselves
  reconcile                               holds the bank's list against the database, now
  reconcile --adopt-up-to <n>             takes in so many charges that the database has lost
  help                                    this

With the environment of \`npm start\`: DATABASE_URL, PAYONCE_DATA, PORT, BANK_PORT, BANK_URL, NO_BANK,
MERCHANT_SECRET. Ends with 0 when it was done, 1 when it could not be, 2 when it was mistyped.`;

const SHOW = 'npm run operator -- show <checkoutId>';
const SETTLE =
  'npm run operator -- settle <checkoutId> --captured <charge>, or … --not-charged, as the bank says';
const REVIVE = 'npm run operator -- revive <eventId>';

const CHECKOUT_ID = /^chk_[0-9a-f]{32}$/;
const EVENT_ID = /^evt_[0-9a-f]{32}$/;
// A charge is named as the gateway names it, whatever that looks like.
const CHARGE_ID = /^[^\s-]\S{0,254}$/;

export function commandOf(typed: readonly string[]): Command {
  const [name = 'help', ...rest] = typed;
  switch (name) {
    case 'list':
    case 'sweep':
      return rest.length === 0 ? { type: name } : wrong(`"${name}" stands alone.`, name);
    case 'reconcile':
      return reconcile(rest);
    case 'help':
    case '--help':
    case '-h':
      return { type: 'help' };
    case 'show':
      return show(rest);
    case 'settle':
      return settle(rest);
    case 'revive':
      return revive(rest);
    default:
      return { type: 'wrong', words: `There is no command "${name}".\n\n${HELP}` };
  }
}

function show([checkoutId, ...more]: readonly string[]): Command {
  const isRight = checkoutId !== undefined && CHECKOUT_ID.test(checkoutId) && more.length === 0;
  return isRight ? { type: 'show', checkoutId } : wrong(idWords(checkoutId), SHOW);
}

function settle([checkoutId, flag, chargeId, ...more]: readonly string[]): Command {
  if (checkoutId === undefined || !CHECKOUT_ID.test(checkoutId)) {
    return wrong(idWords(checkoutId), SETTLE);
  }
  if (flag === '--not-charged' && chargeId === undefined) {
    return { type: 'settle', checkoutId, word: { type: 'not-charged' } };
  }
  const isCapture = flag === '--captured' && chargeId !== undefined && more.length === 0;
  if (isCapture && CHARGE_ID.test(chargeId)) {
    return { type: 'settle', checkoutId, word: { type: 'captured', chargeId } };
  }
  return wrong('Say what the bank said.', SETTLE);
}

function revive([eventId, ...more]: readonly string[]): Command {
  const isRight = eventId !== undefined && EVENT_ID.test(eventId) && more.length === 0;
  return isRight
    ? { type: 'revive', eventId }
    : wrong('An event is named evt_ and 32 digits, as "list" and "show" print it.', REVIVE);
}

function reconcile([flag, count = '', ...more]: readonly string[]): Command {
  if (flag === undefined) return { type: 'reconcile', most: null };
  const isRight = flag === '--adopt-up-to' && /^\d{1,6}$/.test(count) && more.length === 0;
  return isRight
    ? { type: 'reconcile', most: Number(count) }
    : wrong('Say how many charges the database has lost.', 'reconcile --adopt-up-to <n>');
}

function idWords(checkoutId: string | undefined): string {
  const given = checkoutId === undefined ? '' : `"${checkoutId}" is none: `;
  return `${given}a checkout is named chk_ and 32 digits, as "list" and the bank's books print it.`;
}

function wrong(what: string, usage: string): Command {
  const typed = usage.startsWith('npm') ? usage : `npm run operator -- ${usage}`;
  return { type: 'wrong', words: `${what}\nType: ${typed}` };
}
