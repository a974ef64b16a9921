// Promises about presses: one press is one intent to pay, under one key that the server gave, sent
// by one page one at a time and only while the press is fresh. An intent is known by its token:
// each press has the card read into a token of its own, which no repetition changes.

import { PAGE_CONSENT_MS, PAGE_PATIENCE_MS, WAY_MS } from './bounds.ts';
import type { Oracle, Tell } from './oracle.ts';
import type { PageFile } from './page-file.ts';
import type { View } from './view.ts';
import type { Exchange } from './wire.ts';

// From one page no payment is sent while another of its own is out. A payment with another token is
// another intent: it follows only after something was heard since the last one was sent, never
// after a 201 (unless the database has forgotten that) and never without a press of its own.
const oneIntentPerPage: Oracle = {
  name: 'one-intent-per-page',
  level: 'layer',
  words: 'A page sends one payment at a time, and a further intent only once the last is settled.',
  check(view, tell) {
    for (const page of view.pages.values()) checkIntents(view, page, tell);
  },
};

function checkIntents(view: View, page: PageFile, tell: Tell): void {
  let before: Exchange | null = null;
  let paid: Exchange | null = null;
  for (const sent of page.payments) {
    if (before !== null && isOut(before, sent)) {
      tell(`${page.name} sent a payment while another was out`, before.n, sent.n);
    }
    if (before !== null && before.token() !== sent.token()) {
      const press = page.pressBefore(sent.n);
      if (press === page.pressBefore(before.n)) {
        tell(`${page.name} made two payments of one press`, before.n, sent.n);
      } else if (!page.heardBetween(before.n, sent.n)) {
        tell(`${page.name} began a payment before it heard of the last`, before.n, sent.n);
      }
    }
    if (paid !== null && paid.token() !== sent.token() && !hasForgotten(view, paid, sent)) {
      tell(`${page.name} began a payment after one had succeeded`, paid.n, sent.n);
    }
    // Of an answer that broke off nothing is known: it may be anything that says 201.
    if (sent.received?.status === 201 && sent.received.cut !== true) paid ??= sent;
    before = sent;
  }
}

/** Whether the rows went back after a server had said that `paid` is. */
function hasForgotten(view: View, paid: Exchange, sent: Exchange): boolean {
  const answeredN = paid.answers.find(({ status }) => status === 201)?.n ?? sent.n;
  return view.rows.rollbacks.some(({ n }) => n > answeredN && n < sent.n);
}

function isOut(before: Exchange, sent: Exchange): boolean {
  if (before.received !== null && before.received.n < sent.n) return false;
  return sent.asked.at - before.asked.at < PAGE_PATIENCE_MS;
}

// While a page has heard nothing of any kind since it last sent a payment, its Pay does nothing.
const payWaitsForWord: Oracle = {
  name: 'pay-offered-only-when-decided',
  level: 'layer',
  words: 'Pay is not offered again before the page has heard from the server.',
  check(view, tell) {
    for (const page of view.pages.values()) {
      const { payments, heardN } = page;
      let last = 0;
      let heard = 0;
      for (const { shown, n } of page.shown) {
        if (!shown.canSubmit) continue;
        while (last < payments.length && (payments[last]?.n ?? n) < n) last += 1;
        const sent = payments[last - 1];
        if (sent === undefined) continue;
        while (heard < heardN.length && (heardN[heard] ?? 0) <= sent.n) heard += 1;
        if ((heardN[heard] ?? n) < n) continue;
        tell(`${page.name} offers Pay, and does not know what became of the last`, sent.n, n);
      }
    }
  },
};

// All payments with one token carry the same bytes and one key. A second key only after the server
// had said that the first was over (410), and no third.
const oneKeyPerIntent: Oracle = {
  name: 'one-key-per-intent',
  level: 'layer',
  words:
    'Every repetition of one press carries the same key and bytes; an expired key renews once.',
  check(view, tell) {
    for (const page of view.pages.values()) {
      const first = new Map<string, Exchange[]>();
      for (const sent of page.payments) {
        const token = sent.token();
        if (token === null) continue;
        const keys = first.get(token);
        if (keys === undefined) first.set(token, [sent]);
        else checkRepetition(page, keys, sent, tell);
      }
    }
  },
};

/** `keys`: the first payment with each key of this intent so far. */
function checkRepetition(page: PageFile, keys: Exchange[], sent: Exchange, tell: Tell): void {
  const [first] = keys;
  const last = keys.at(-1);
  if (first === undefined || last === undefined) return;
  if (first.asked.body !== sent.asked.body) {
    tell(`${page.name} repeated a payment with another body`, first.n, sent.n);
  }
  if (last.asked.key === sent.asked.key) return;
  const isOver = page.payments.some(
    (earlier) => earlier.asked.key === last.asked.key && earlier.isAnsweredWith(410, sent.n),
  );
  if (!isOver) tell(`${page.name} repeated a payment under another key`, last.n, sent.n);
  if (keys.length >= 2) tell(`${page.name} renewed the key of one press twice`, first.n, sent.n);
  keys.push(sent);
}

// A page pays with a key that a server's answer to that very page had named before.
const keysAreTheServers: Oracle = {
  name: 'keys-come-from-the-server',
  level: 'layer',
  words: 'A page pays only with a key that the server gave to it.',
  check(view, tell) {
    for (const page of view.pages.values()) {
      if (page.payments.length === 0) continue;
      const givenN = keysGivenTo(page);
      for (const { asked } of page.payments) {
        const { key, n } = asked;
        if (key === null || (givenN.get(key) ?? n) < n) continue;
        tell(`${page.name} paid with ${key}, which nobody gave to it`, n);
      }
    }
  },
};

const KEY = '"idempotencyKey":"';
const KEY_LENGTH = 36;

/** When each key was first named in an answer to a page. */
function keysGivenTo(page: PageFile): ReadonlyMap<string, number> {
  const givenN = new Map<string, number>();
  for (const { answers } of page.exchanges) {
    for (const { body, n } of answers) {
      const begin = body.indexOf(KEY);
      if (begin < 0) continue;
      const key = body.slice(begin + KEY.length, begin + KEY.length + KEY_LENGTH);
      givenN.set(key, Math.min(givenN.get(key) ?? n, n));
    }
  }
  return givenN;
}

// Every payment leaves the page within the page's half of the consent, counted from its press.
const pageSendsInTime: Oracle = {
  name: 'page-sends-within-consent',
  level: 'layer',
  words: 'A page sends a payment only within sixty seconds of its press.',
  check(view, tell) {
    for (const page of view.pages.values()) {
      const presses = new Map<string, number>();
      for (const sent of page.payments) {
        const token = sent.token() ?? '';
        const pressedAt = presses.get(token) ?? page.pressBefore(sent.n)?.at;
        if (pressedAt === undefined) {
          tell(`${page.name} sent a payment that nobody had pressed for`, sent.n);
          continue;
        }
        presses.set(token, pressedAt);
        const afterMs = sent.asked.at - pressedAt;
        if (afterMs <= PAGE_CONSENT_MS + WAY_MS) continue;
        tell(`${page.name} sent a payment ${afterMs} ms after the press`, sent.n);
      }
    }
  },
};

// A page that confirms only reads: none of its requests is anything but a GET.
const confirmationOnlyReads: Oracle = {
  name: 'confirmation-only-reads',
  level: 'layer',
  words: 'A confirmation page only reads.',
  check(view, tell) {
    for (const page of view.pages.values()) {
      if (page.opened.kind !== 'confirmation') continue;
      for (const { asked } of page.exchanges) {
        if (asked.method !== 'GET')
          tell(`${page.name} sent ${asked.method} ${asked.path}`, asked.n);
      }
    }
  },
};

export const INTENTS: readonly Oracle[] = [
  oneIntentPerPage,
  payWaitsForWord,
  oneKeyPerIntent,
  keysAreTheServers,
  pageSendsInTime,
  confirmationOnlyReads,
];
