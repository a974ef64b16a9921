// A sweep is worth while when a committed row waits for it, or the bank's list has more to tell.

import { expect, test } from 'vitest';
import { Agenda } from '../../src/sim/agenda.ts';

const event = (dueMs: number | null, status = 'waiting') => ({
  id: 'e',
  status,
  next_try_at: dueMs,
});
const change = (before: object | null, after: object | null, table = 'payonce_outbox') => ({
  table,
  before: before as Record<string, unknown> | null,
  after: after as Record<string, unknown> | null,
});

test('a row is due from its moment on, until it waits no more', () => {
  const agenda = new Agenda();
  agenda.follow(1, [change(null, event(500))]);
  expect([499, 500].map((ms) => agenda.isRowDue(ms))).toEqual([false, true]);
  agenda.follow(2, [change(event(500), event(900))]);
  expect([899, 900].map((ms) => agenda.isRowDue(ms))).toEqual([false, true]);
  agenda.follow(3, [change(event(900), event(900, 'delivered'))]);
  expect(agenda.isRowDue(5_000)).toBe(false);
});

test('of two rows with the same moment one may go', () => {
  const agenda = new Agenda();
  agenda.follow(1, [change(null, event(500)), change(null, event(500))]);
  agenda.follow(2, [change(event(500), null)]);
  expect(agenda.isRowDue(500)).toBe(true);
});

test('an attempt waits while its payment is open, and a table that waits for nobody never', () => {
  const agenda = new Agenda();
  const attempt = (status: string) => ({ status, next_check_at: 100 });
  agenda.follow(1, [change(null, attempt('succeeded'), 'payonce_attempts')]);
  agenda.follow(2, [change(null, event(100), 'payonce_checkouts')]);
  expect(agenda.isRowDue(100)).toBe(false);
  agenda.follow(3, [change(null, attempt('unknown'), 'payonce_attempts')]);
  expect(agenda.isRowDue(100)).toBe(true);
});

test('what was rolled back is due as it was before, and the list is to be read', () => {
  const agenda = new Agenda();
  agenda.follow(1, [change(null, event(500))]);
  agenda.follow(2, [change(event(500), event(500, 'delivered'))]);
  agenda.follow(3, [change(null, event(50))]);
  agenda.rollBackTo(1, 1_000);
  expect([50, 500].map((ms) => agenda.isRowDue(ms))).toEqual([false, true]);
  expect([30_999, 31_000].map((ms) => agenda.isListDue(ms))).toEqual([false, true]);
});

test('news is looked for once its charge is old enough, until a server has met it', () => {
  const agenda = new Agenda();
  expect(agenda.isListDue(1e9)).toBe(false);
  const look = (untilMs: number) => change(null, { listed_until: untilMs }, 'payonce_reconciled');
  agenda.noteNews(0);
  agenda.follow(1, [look(4_999)]);
  expect(agenda.isListDue(30_000)).toBe(true);
  agenda.follow(2, [look(5_000)]);
  expect(agenda.isListDue(1e9)).toBe(false);
});
