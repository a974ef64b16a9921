// What a confirmation's heading and sentence are in each state: pure. "Thank you" only for what the
// server says is paid; everything else says what is true instead.

import type { Snapshot } from '../client/snapshot.ts';
import { declineText, lineView, unsureText, type LineView } from './view.ts';
import type { Messages } from './words.ts';

export interface ConfirmationView {
  readonly heading: string | null;
  readonly line: LineView | null;
}

export function confirmationView(
  snapshot: Snapshot,
  words: Messages,
  locale: string,
): ConfirmationView {
  const usual = lineView(snapshot, { words, locale, amount: '' });
  switch (snapshot.status) {
    case 'loading':
      return { heading: null, line: usual };
    case 'paid':
      return { heading: words.thankYou, line: usual };
    case 'processing':
      return { heading: words.onItsWay, line: usual };
    case 'paying':
    case 'checking':
      return { heading: words.confirming, line: usual };
    case 'action':
      return { heading: words.notPaidYet, line: wait(words.actionConfirmation) };
    case 'ready':
    case 'declined':
    case 'expired':
      return { heading: words.notPaidYet, line: unpaidLine(snapshot, words) };
    case 'offline':
      return { heading: unreadHeading(snapshot, words), line: wait(words.confirmationOffline) };
    case 'error':
      return { heading: unreadHeading(snapshot, words), line: errorLine(snapshot, words, usual) };
    default:
      return snapshot.status satisfies never;
  }
}

function unpaidLine({ checkout }: Snapshot, words: Messages): LineView {
  const payment = checkout?.payment ?? null;
  if (payment?.status !== 'declined') return wait(words.openLine);
  return { role: 'alert', tone: 'bad', text: declineText(payment, words) };
}

/** A page that only reads cannot know that nothing was charged, whatever a failed read says. */
function errorLine(snapshot: Snapshot, words: Messages, usual: LineView | null): LineView | null {
  if (snapshot.notice?.type !== 'shop-down') return usual;
  return { role: 'alert', tone: 'bad', text: unsureText(snapshot, words) };
}

function unreadHeading({ checkout }: Snapshot, words: Messages): string {
  return checkout === null ? words.cannotShow : words.confirming;
}

function wait(text: string): LineView {
  return { role: 'status', tone: 'waiting', text };
}
