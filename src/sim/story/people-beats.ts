// Beats of what people do and read: pages, presses of Pay, what a page shows, carts, refunds.

import type { Fact, HistoryEntry } from '../history.ts';
import { note, type Around, type Beat } from './beats.ts';
import { shortId } from './letters.ts';
import { moneyWords, shownWords } from './words.ts';

type PeopleFact = Extract<
  Fact,
  {
    type:
      | 'page-opened'
      | 'page-closed'
      | 'page-state'
      | 'pressed'
      | 'submit-ended'
      | 'shown'
      | 'widget-event'
      | 'cart-changed'
      | 'authenticated'
      | 'principal-changed'
      | 'refund-asked';
  }
>;
export type PeopleEntry = Extract<HistoryEntry, PeopleFact>;

// The widget's events that end something; the others only say what `shown` says too.
const TOLD_EVENTS = new Set(['complete', 'decline']);

export function peopleBeat(entry: PeopleEntry, about: Around): Beat | null {
  const { lanes } = about;
  switch (entry.type) {
    case 'page-opened': {
      const what = entry.kind === 'checkout' ? `opens ${entry.cart}` : 'opens the confirmation';
      const words = `${what} · ${entry.page}`;
      return note(lanes.of(entry.page) ?? 0, entry, words, { tone: 'act', life: 'begins' });
    }
    case 'page-closed':
      return note(lanes.of(entry.page) ?? 0, entry, 'closes', { tone: 'quiet', life: 'ends' });
    case 'page-state':
      return note(lanes.of(entry.page) ?? 0, entry, `is ${entry.what}`, { tone: 'act' });
    case 'pressed': {
      const words = `presses Pay ${moneyWords(entry.shown.amount)}`;
      return note(lanes.of(entry.page) ?? 0, entry, words, { tone: 'act' });
    }
    case 'submit-ended':
      return note(lanes.of(entry.page) ?? 0, entry, `submit: ${entry.result}`, { dull: '' });
    case 'shown':
      return shownBeat(entry, about);
    case 'widget-event': {
      const dull = TOLD_EVENTS.has(entry.name) ? null : '';
      return note(lanes.of(entry.page) ?? 0, entry, `event ${entry.name}`, { tone: 'quiet', dull });
    }
    case 'cart-changed': {
      const words = `${entry.cart} is now ${moneyWords(entry.amount)}`;
      return note(lanes.ofCart(entry.cart), entry, words, { tone: 'act' });
    }
    case 'authenticated': {
      const words = `${entry.answer}s ${shortId(entry.charge)} at the bank`;
      return note(lanes.ofShopper(entry.shopper), entry, words, { tone: 'act' });
    }
    case 'principal-changed': {
      const words = `${entry.from} is ${entry.to} from now on`;
      return note(lanes.ofCart(entry.cart), entry, words, { tone: 'act' });
    }
    case 'refund-asked': {
      const what = entry.amount === null ? 'the rest' : moneyWords(entry.amount);
      return note(lanes.of('merchant') ?? 0, entry, `gives back ${what}`, { tone: 'act' });
    }
    default:
      return entry satisfies never;
  }
}

/** Only when it differs from what the page showed before. */
function shownBeat(entry: Extract<PeopleEntry, { type: 'shown' }>, { lanes, shown }: Around): Beat {
  const words = shownWords(entry.shown);
  const isSame = shown.get(entry.page) === words;
  shown.set(entry.page, words);
  const { status, saysNothingCharged } = entry.shown;
  const tone = status === 'paid' ? 'good' : saysNothingCharged ? 'waiting' : 'plain';
  return note(lanes.of(entry.page) ?? 0, entry, words, { tone, dull: isSame ? '' : null });
}
