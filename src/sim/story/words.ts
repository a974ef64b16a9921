// Facts in a few words each. Knows what a reader calls things; nothing of lanes and rows.

import { formatMoney, isCurrency } from '../../protocol/money.ts';
import type { LedgerFact, Money, RowChange, Shown, StoredRow } from '../history.ts';
import { shortId } from './letters.ts';

export function moneyWords(money: Money | null): string {
  if (money === null) return 'no amount';
  if (!isCurrency(money.currency)) return `${money.value} ${money.currency}`;
  return formatMoney(money, 'en');
}

export function serverWords(servers: number): string {
  return `${servers} ${servers === 1 ? 'server' : 'servers'}`;
}

/** `payments` of `POST /payonce/checkouts/chk_1/payments`; `checkout` for the checkout itself. */
export function pathWords(path: string): string {
  const [, id, rest] = /\/checkouts(?:\/([^/?]+)(?:\/(\w+))?)?/.exec(path) ?? [];
  if (rest !== undefined) return rest;
  if (id !== undefined) return 'checkout';
  return path.includes('/checkouts') ? 'checkouts' : (path.split('/').at(-1) ?? path);
}

/** The code of a problem, where a body has one. */
export function codeOf(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('code' in parsed)) return null;
    return typeof parsed.code === 'string' ? parsed.code : null;
  } catch {
    return null;
  }
}

export function shownWords({ status, notice, saysNothingCharged, payment }: Shown): string {
  const refunds = payment?.refunds ?? [];
  return [
    `shows ${status}`,
    ...(notice === null ? [] : [notice]),
    ...(saysNothingCharged ? ['“nothing was charged”'] : []),
    ...refunds.map(({ status: how, amount }) => `refund ${moneyWords(amount)} ${how}`),
  ].join(' · ');
}

export function ledgerWords(fact: LedgerFact): string {
  switch (fact.type) {
    case 'charged': {
      const { id, amount, status } = fact.charge;
      return `books ${moneyWords(amount)} ${status} · ${shortId(id)}`;
    }
    case 'settled':
      return `books ${fact.verdict} · ${shortId(fact.charge)}`;
    case 'key-canceled':
      return `never charges this key`;
    case 'refunded': {
      const { amount, charge, status } = fact.refund;
      return `refunds ${moneyWords(amount)} of ${shortId(charge)} · ${status}`;
    }
    case 'reversed':
      return `books ${shortId(fact.charge)} returned`;
    default:
      return fact satisfies never;
  }
}

// The columns of each table that a story turns on, the row's own name first. What is not here
// (leases, tallies, tries) changes all the time and decides nothing.
const TOLD: Readonly<Record<string, readonly [name: string, ...columns: string[]]>> = {
  checkouts: ['', 'live', 'paid', 'fence', 'cart_version'],
  attempts: ['ordinal', 'status', 'leg'],
  legs: ['leg', 'state'],
  charges: ['charge_id', 'kept', 'refunded_value', 'reversed_at'],
  refunds: ['id', 'status'],
  inbox: ['event_id', 'status'],
  outbox: ['type', 'status'],
};

/** `attempt 1: status processing → succeeded`; nothing for what a story does not turn on. */
export function changeWords({ table, before, after }: RowChange): string {
  const plural = table.replace(/^payonce_/, '');
  const [name, ...columns] = TOLD[plural] ?? ['', ''];
  const row = after ?? before;
  if (row === null || columns[0] === '') return '';
  const differing = columns.filter((column) => text(before, column) !== text(after, column));
  if (differing.length === 0) return '';
  const told = differing.map((column) => changed(before, after, column)).filter((it) => it !== '');
  const id = name === '' ? '' : ` ${shortId(text(row, name))}`;
  const noun = plural.endsWith('box') ? plural : plural.replace(/s$/, '');
  if (after === null) return `${noun}${id} is gone`;
  return `${before === null ? 'new ' : ''}${noun}${id}: ${told.join(', ')}`;
}

function changed(before: StoredRow | null, after: StoredRow | null, column: string): string {
  const [was, is] = [text(before, column), text(after, column)];
  if (before === null) return is === '' ? '' : named(column, is);
  if (column === 'status' || column === 'state') return `${was} → ${is}`;
  return `${column} ${was === '' ? '–' : was} → ${is === '' ? '–' : is}`;
}

function named(column: string, value: string): string {
  return column === 'status' || column === 'state' ? value : `${column} ${value}`;
}

function text(row: StoredRow | null, column: string): string {
  const value = row?.[column];
  if (value === null || value === undefined || value === false) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
