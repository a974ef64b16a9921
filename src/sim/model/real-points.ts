// Where a real server stands, in the model's words: the statement or the call that it waits with,
// and whether what the statement hangs from still holds.

import { legPlaceOf } from '../../server/identity.ts';
import type { MemoryDatabase } from '../sql/memory-database.ts';
import { checkoutRow } from './real-rows.ts';
import type { BankAnswer, BankCall, Parked } from './real-server.ts';
import { callText, statementText } from './seen.ts';
import { parameter, type Statement } from './statements.ts';

/** How refunds are numbered: by the id of their row, and by the events of the bank. */
export interface Numbers {
  refundOf(rowId: string): number;
  legOfEvent(eventId: string): string | null;
  refundOfEvent(eventId: string): number;
}

/** `answer`: what the bank has answered to a call, and nobody has heard. */
export function pointSeen(
  parked: Parked,
  answer: BankAnswer | null,
  database: MemoryDatabase,
  numbers: Numbers,
): string {
  switch (parked.type) {
    case 'heard':
      return heardText(parked.statement);
    case 'call':
      return callSeen(parked.call, answer, numbers);
    case 'statement':
      return statementSeen(parked.statement, database, numbers);
  }
}

function heardText(statement: Statement): string {
  // A claim takes the next number, and its first leg.
  if (statement.name === 'claim') return 'hear-claim';
  return `hear-leg ${numberAt(statement, 2)}.${numberAt(statement, 4) + 1}`;
}

function callSeen({ method, url, body }: BankCall, answer: BankAnswer | null, numbers: Numbers) {
  const { pathname, searchParams } = new URL(url);
  const said = body === '' ? {} : (JSON.parse(body) as { key?: string });
  const key = said.key ?? searchParams.get('key') ?? '';
  const heard = answer === null ? null : answerText(pathname, answer);
  if (pathname === '/refunds') {
    return callText('send-refund', String(numbers.refundOf(key)), heard === null ? null : 'made');
  }
  const place = legPlaceOf(key);
  const at = method === 'GET' ? 'lookup' : pathname === '/charges' ? 'charge' : 'cancel';
  return callText(at, `${place?.ordinal ?? 0}.${place?.leg ?? 0}`, heard);
}

interface Told {
  readonly status?: string;
  readonly code?: string;
  readonly canceled?: boolean;
  readonly charge?: { readonly status: string; readonly nextAction?: unknown } | null;
  readonly nextAction?: unknown;
}

/** What the bank's answer says, read by its body alone. */
function answerText(path: string, { status, text }: BankAnswer): string {
  const told = JSON.parse(text) as Told;
  if (path === '/charges' && status >= 400 && status !== 402) {
    return told.code === 'token-used'
      ? 'declined'
      : told.code === 'key-canceled'
        ? 'refused'
        : text;
  }
  if (told.charge === null) return told.canceled === true ? 'canceled' : 'absent';
  const charge = told.charge ?? told;
  if (charge.status !== 'pending') return charge.status ?? text;
  return charge.nextAction === undefined ? 'pending' : 'asks';
}

function statementSeen(statement: Statement, database: MemoryDatabase, numbers: Numbers): string {
  const { name } = statement;
  const number = numberAt(statement, 2);
  const place = `${number}.${numberAt(statement, 4)}`;
  const isHeld = isHolding(statement, database);
  const say = (what: string): string => statementText(name, what, isHeld);
  switch (name) {
    case 'take-over':
    case 'rest':
      return say(String(number));
    case 'doubt':
    case 'void':
    case 'begin':
      return say(place);
    case 'release':
      return say(`${place} ${textAt(statement, 5)}`);
    case 'settle':
    case 'park':
    case 'give-back':
      return factSeen(statement, database);
    case 'note': {
      const event = textAt(statement, 2);
      const leg = numbers.legOfEvent(event);
      if (leg !== null) return `note ${leg} ${tellingText(event)}`;
      return `note-refund ${numbers.refundOfEvent(event)}`;
    }
    case 'ask-refund':
      return `${name} ${numbers.refundOf(textAt(statement, 5))}`;
    case 'conclude-refund': {
      const isTold = parameter(statement, 8) !== null;
      return `${name} ${numbers.refundOf(textAt(statement, 2))} ${isTold ? 'told' : '-'}`;
    }
    case 'claim-refund':
    case 'postpone-refund': {
      const number = numbers.refundOf(textAt(statement, 1));
      return statementText(name, String(number), isRefundHeld(statement, database));
    }
    case 'claim':
    case 'alarm-refund':
      return name;
  }
}

const FACTS: Readonly<Record<string, string>> = {
  succeeded: 'captured',
  action: 'asks',
  pending: 'pending',
  declined: 'declined',
};

/** Where in the parameters the event and the revision stand. */
const ASIDE = { settle: [29, 32, 9], park: [12, 15, 0] } as const;

function factSeen(statement: Statement, database: MemoryDatabase): string {
  const { name } = statement;
  if (name !== 'settle' && name !== 'park') {
    const event = textAt(statement, 17);
    const isSeen = checkoutRow(database)['revision'] === parameter(statement, 2);
    const place = `${numberAt(statement, 5)}.${numberAt(statement, 6)}`;
    return statementText('give-back', `${place} captured ${tellingText(event)}`, isSeen);
  }
  const [eventAt, revisionAt, codeAt] = ASIDE[name];
  const status = textAt(statement, 5);
  const isVoid = codeAt !== 0 && parameter(statement, codeAt) === 'not_completed';
  const fact = isVoid ? 'canceled' : (FACTS[status] ?? status);
  const what = `${numberAt(statement, 2)}.${numberAt(statement, 4)} ${fact}`;
  const revision = parameter(statement, revisionAt);
  const isHeld = isHolding(statement, database);
  if (revision === null) return statementText(name, what, isHeld);
  const isSeen = checkoutRow(database)['revision'] === revision;
  const telling = tellingText(parameter(statement, eventAt));
  return statementText(`fact-${name}`, `${what} ${telling}`, isHeld && isSeen);
}

function tellingText(event: unknown): string {
  if (typeof event !== 'string' || event === '') return '-';
  return event.endsWith('_pending') ? 'waits' : 'ended';
}

function isHolding(statement: Statement, database: MemoryDatabase): boolean {
  const { live, fence } = checkoutRow(database);
  return live === parameter(statement, 2) && fence === parameter(statement, 3);
}

function isRefundHeld(statement: Statement, database: MemoryDatabase): boolean {
  const row = database.rows('payonce_refunds').find((one) => one['id'] === parameter(statement, 1));
  return row?.['status'] === 'pending' && row['next_try_at'] === parameter(statement, 2);
}

function numberAt(statement: Statement, place: number): number {
  return Number(parameter(statement, place));
}

function textAt(statement: Statement, place: number): string {
  return String(parameter(statement, place) ?? '');
}
