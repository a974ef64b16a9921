// Draws scenes: a few acts, now and then with a mishap, so close in time that they meet. What is
// rare when everybody acts on their own is common here: two tabs that pay at one moment, a price
// that changes under the finger. A seed draws which scenes, when, and how close.

import { CARDS, drawPrice, drawRefund, type Cards } from './acts.ts';
import type { CardKind } from './plan.ts';
import { Script, type Scene, type Stage } from './script.ts';

export function drawScene(stage: Stage): Scene {
  const script = new Script(stage);
  stage.chance.pick('scene', stage.point, SCENES)(script);
  return script;
}

const REFUSED: Cards = [
  'declined',
  'insufficient',
  'stolen',
  'technical',
  'authentication-declined',
];
// What they come to waits at the bank.
const WAITING: Cards = [
  'authentication',
  'authentication-declined',
  'debit',
  'debit-fails',
  'debit-returns',
];
// Most cards are good, and a scene that comes to nothing shows little.
const LIKELY: Cards = ['good', 'good', 'good', 'good', 'authentication', 'debit', ...CARDS];

/**
 * Two tabs of one shopper, or two devices, pay at about the same moment, often without hearing of
 * each other; now and then all of it waits in a queue.
 */
function twoTabs(script: Script): void {
  const { cart, servers } = script.stage;
  const pressMs = script.some('look', 1_000, 4_000);
  const other = script.tab(script.isSo('devices') ? 3 : 2);
  script.do(0, { type: 'open', tab: other, cart });
  script.press(pressMs, LIKELY);
  script.press(pressMs + script.some('hands', 1, 300), LIKELY, other);
  script.brings('tabs-throw', 'slow-statement');
  if (script.isSo('passes')) return;
  const forMs = script.some('queue', 1_000, 6_000);
  for (let server = 0; server < servers; server += 1) {
    script.befall(pressMs + 20, { type: 'pause', server, forMs });
  }
}

/** A card is refused, and another one is tried. */
function secondCard(script: Script): void {
  script.press(0, REFUSED);
  const secondMs = script.some('purse', 1_500, 15_000);
  script.press(secondMs, script.isSo('works') ? ['good'] : CARDS);
  if (script.isSo('third')) script.press(secondMs + script.some('again', 1_500, 15_000));
  script.brings('webhook-late');
}

/** Somebody does not wait for the answer. */
function impatient(script: Script): void {
  script.press(0, LIKELY);
  const awayMs = script.some('wait', 100, 6_000);
  const { cart } = script.stage;
  const tab = script.tab();
  script.do(awayMs, script.isSo('reloads') ? { type: 'reload', tab } : { type: 'open', tab, cart });
  script.press(awayMs + script.some('look', 300, 5_000), LIKELY);
  script.brings('answer-lost');
}

/** Somebody presses on and on until something happens. */
function drumming(script: Script): void {
  const times = script.any('beats', 3, 15);
  const gapMs = script.some('rests', 50, 1_200);
  const { chance, point } = script.stage;
  const card = chance.pick<CardKind>('scene card', point, ['good', 'good', 'good', 'declined']);
  script.do(0, { type: 'press', tab: script.tab(), card, times, gapMs, widget: 0 });
}

const PRESS_MS = 600;

/** The cart changes about when Pay is pressed: sooner than the page hears of it, or as it asks. */
function priceChange(script: Script): void {
  const { cart, chance, point } = script.stage;
  const price = drawPrice(chance, point);
  script.do(PRESS_MS + script.any('change', -250, 100), { type: 'change-cart', cart, ...price });
  script.press(PRESS_MS, LIKELY);
  script.press(PRESS_MS + script.some('look', 1_000, 10_000), LIKELY);
}

/**
 * The network goes when Pay is pressed: a moment before, until a moment later; or right after it,
 * for longer than a press is good.
 */
function tunnel(script: Script): void {
  const tab = script.tab();
  script.press(PRESS_MS, LIKELY);
  if (script.isSo('short')) {
    const entersMs = script.any('enters', 0, PRESS_MS);
    const forMs = PRESS_MS - entersMs + script.some('leaves', 10, 600);
    script.do(entersMs, { type: 'offline', tab, forMs });
    return;
  }
  const forMs = script.any('long', 40_000, 120_000);
  script.do(PRESS_MS + script.any('enters', 0, 1_500), { type: 'offline', tab, forMs });
}

/** Another window comes in front right after Pay, for longer than a press is good as well. */
function lookedAway(script: Script): void {
  script.press(0, LIKELY);
  const forMs = script.some('unseen', 1_000, 130_000);
  script.do(script.any('turns', 0, 3_000), { type: 'look-away', forMs });
  script.brings('answer-lost', 'proxy-503');
}

/** The page goes into the back-forward cache right after Pay. */
function steppedAway(script: Script): void {
  const forMs = script.some('away', 1_000, 130_000);
  script.press(0, LIKELY);
  script.do(script.any('goes', 0, 1_500), { type: 'freeze', tab: script.tab(), forMs });
}

/** The merchant gives back, and again before the first time is through. */
function givenBack(script: Script): void {
  const { cart, chance, point } = script.stage;
  script.press(0, ['good', 'good', 'debit']);
  const firstMs = script.some('complains', 1_500, 15_000);
  const secondMs = firstMs + script.some('again', 1, 3_000);
  script.do(firstMs, { type: 'refund', cart, ...drawRefund(chance, `${point}.1`) });
  script.do(secondMs, { type: 'refund', cart, ...drawRefund(chance, `${point}.2`) });
}

/** A stranger uses at once what they saw. */
function theft(script: Script): void {
  const { cart } = script.stage;
  script.press(0, LIKELY);
  script.do(script.some('saw', 300, 8_000), { type: 'steal', cart }, 'mallory');
}

/** The bank asks its shopper, who answers, or would rather not. */
function atTheBank(script: Script): void {
  script.press(0, WAITING);
  const answer = script.isSo('approves') ? 'approve' : 'decline';
  if (script.isSo('cancels')) {
    script.do(script.some('regrets', 1_000, 30_000), { type: 'cancel', tab: script.tab() });
  }
  script.do(script.some('thinks', 1_500, 40_000), { type: 'authenticate', answer });
}

/** Somebody gives up what waits for them at the bank, and says yes or no there all the same. */
function givenUp(script: Script): void {
  script.press(0, ['authentication', 'authentication', 'authentication-declined']);
  const regretsMs = script.some('regrets', 1_500, 15_000);
  script.do(regretsMs, { type: 'cancel', tab: script.tab() });
  const answer = script.isSo('says no') ? 'decline' : 'approve';
  script.do(regretsMs + script.any('second thoughts', -700, 3_000), {
    type: 'authenticate',
    answer,
  });
  if (script.isSo('tries again')) script.press(regretsMs + script.some('look', 700, 9_000), LIKELY);
  script.brings('answer-lost', 'bank-answer-lost');
}

const PARTS = [null, null, 'charges', 'questions', 'returns'] as const;

/** The bank falls silent while it is asked, or a part of it. */
function quietBank(script: Script): void {
  script.press(0, LIKELY);
  const forMs = script.some('quiet', 2_000, 60_000);
  const part = script.stage.chance.pick('scene part', script.stage.point, PARTS);
  const fallsMs = script.some('falls', 100, 3_000);
  script.befall(fallsMs, { type: 'bank-down', forMs, ...(part !== null && { part }) });
  script.brings('bank-answer-lost');
}

/**
 * The bank takes no charge, for longer than a page goes on with a press: then that is given up, and
 * the shopper reads that nothing was charged, while the network may hold a copy of it.
 */
function closedBank(script: Script): void {
  const forMs = script.any('closed', 14_000, 22_000);
  script.befall(0, { type: 'bank-down', forMs, part: 'charges' });
  script.press(PRESS_MS, LIKELY);
  if (script.isSo('waits')) script.press(script.any('comes back', 15_000, 30_000), LIKELY);
  script.brings('doubled', 'delayed');
}

/**
 * A server has the bank's word, and stands still for longer than its lease; no webhook helps who
 * takes over, and perhaps not even the bank.
 */
function longStall(script: Script): void {
  script.press(0, script.isSo('waits') ? ['authentication', ...WAITING] : LIKELY);
  script.brings('stall-over-charge', 'webhook-lost');
  if (script.isSo('quiet')) return;
  const forMs = script.some('quiet for', 16_000, 60_000);
  script.befall(script.some('falls', 1_500, 6_000), { type: 'bank-down', forMs });
}

// Twice, what shows most.
const SCENES = [
  twoTabs,
  twoTabs,
  secondCard,
  impatient,
  drumming,
  drumming,
  priceChange,
  tunnel,
  tunnel,
  steppedAway,
  lookedAway,
  givenBack,
  theft,
  atTheBank,
  givenUp,
  quietBank,
  closedBank,
  longStall,
  longStall,
] as const;
