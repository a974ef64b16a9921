// Which events follow from one snapshot giving way to the next. Remembers what it has announced, so
// that `complete`, `decline` and `resumed` come once per payment. Does not know why anything
// changed.

import type { Payment } from '../protocol/messages.ts';
import type { CheckoutEvents, CheckoutEventType } from './events.ts';
import { isLive, type Hold } from './facts.ts';
import type { Notice, Snapshot } from './snapshot.ts';

export type Announcement = {
  [T in CheckoutEventType]: { readonly type: T; readonly detail: CheckoutEvents[T] };
}[CheckoutEventType];

export type Announcer = (before: Snapshot, after: Snapshot, hold: Hold) => Announcement[];

export function createAnnouncer(): Announcer {
  const heard = new Set<string>();

  function once(name: string): boolean {
    if (heard.has(name)) return false;
    heard.add(name);
    return true;
  }

  return (before, after, hold) => [
    ...arrivals(before, after, hold, once),
    ...verdicts(after, once),
    ...errors(before, after),
  ];
}

/** What begins with a new status. */
function arrivals(
  before: Snapshot,
  after: Snapshot,
  hold: Hold,
  once: (name: string) => boolean,
): Announcement[] {
  const { checkout, status } = after;
  if (checkout === null) return [];
  const announcements: Announcement[] = [];
  const isNew = status !== before.status;
  if ((status === 'ready' || status === 'declined') && once('ready')) {
    announcements.push({ type: 'ready', detail: { checkout } });
  }
  const isWaiting = status === 'checking' || status === 'processing' || status === 'action';
  // Another tab that merely says that it pays is no payment yet.
  const isPayment = isLive(checkout) || hold.type !== 'free';
  const paymentId = checkout.payment?.id ?? 'unknown';
  // Live, and nobody on this page pressed Pay for it.
  if (isWaiting && isPayment && hold.type === 'free' && once(`resumed ${paymentId}`)) {
    announcements.push({ type: 'resumed', detail: { checkout } });
  }
  if (isNew && status === 'processing') {
    announcements.push({ type: 'processing', detail: { checkout } });
  }
  if (isNew && isPayment && status === 'checking') {
    announcements.push({ type: 'unknown', detail: { checkout } });
  }
  if (isNew && status === 'expired') announcements.push({ type: 'expired', detail: { checkout } });
  const url = checkout.payment?.nextAction?.url;
  if (isNew && status === 'action' && url !== undefined) {
    announcements.push({ type: 'action', detail: { checkout, url } });
  }
  return announcements;
}

function verdicts(after: Snapshot, once: (name: string) => boolean): Announcement[] {
  const { checkout, status } = after;
  const payment: Payment | null = checkout?.payment ?? null;
  if (checkout === null || payment === null) return [];
  if (status === 'paid' && once(`complete ${payment.id}`)) {
    return [{ type: 'complete', detail: { checkout, payment } }];
  }
  if (payment.status === 'declined' && once(`decline ${payment.id}`)) {
    return [{ type: 'decline', detail: { checkout, payment } }];
  }
  return [];
}

function errors(before: Snapshot, after: Snapshot): Announcement[] {
  const isSame = before.status === 'error' && before.notice?.type === after.notice?.type;
  if (after.status !== 'error' || after.notice === null || isSame) return [];
  return [{ type: 'error', detail: { code: errorCode(after.notice), detail: after.notice.type } }];
}

function errorCode(notice: Notice): string {
  return notice.type === 'refused' ? notice.code : notice.type;
}
