// Properties: shoppers, networks, shops and tabs in any order, with the judge of `shoppers.ts`
// watching each step, and the truth on every screen once things work again.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Shoppers } from './shoppers.ts';
import { everyTime, type Fault } from './fault.ts';
import { problem } from './answers.ts';

type Move =
  | { readonly type: 'press'; readonly tab: number; readonly widget: number }
  | { readonly type: 'cancel'; readonly tab: number; readonly widget: number }
  | {
      readonly type: 'wake';
      readonly tab: number;
      readonly reason: 'focus' | 'pageshow' | 'visible';
    }
  | { readonly type: 'network'; readonly tab: number; readonly online: boolean }
  | { readonly type: 'reload'; readonly tab: number }
  | { readonly type: 'deliver'; readonly count: number }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'fault'; readonly fault: number }
  | { readonly type: 'down'; readonly isDown: boolean }
  | { readonly type: 'cart'; readonly value: number }
  | { readonly type: 'card'; readonly token: string }
  | { readonly type: 'expire' | 'new-tab' | 'decide' }
  | { readonly type: 'outage'; readonly tab: number };

function bankUnavailable(): Response {
  return problem('bank-unavailable', {}, '1');
}

const FAULTS: readonly Fault[] = [
  'request-lost',
  'answer-lost',
  'silence',
  bankUnavailable,
  () => problem('temporarily-unavailable'),
  () => problem('too-many-attempts', {}, '4'),
  () => problem('not-signed-in'),
  () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
];

const tab = fc.nat({ max: 1 });
const press: fc.Arbitrary<Move> = fc.record({
  type: fc.constant('press' as const),
  tab,
  widget: fc.nat({ max: 1 }),
});
const deliver: fc.Arbitrary<Move> = fc.record({
  type: fc.constant('deliver' as const),
  count: fc.integer({ min: 1, max: 4 }),
});
const fault: fc.Arbitrary<Move> = fc.record({
  type: fc.constant('fault' as const),
  fault: fc.nat({ max: FAULTS.length - 1 }),
});
const other: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    type: fc.constant('wake' as const),
    tab,
    reason: fc.constantFrom('focus' as const, 'pageshow' as const, 'visible' as const),
  }),
  fc.record({ type: fc.constant('cancel' as const), tab, widget: fc.nat({ max: 1 }) }),
  fc.record({ type: fc.constant('network' as const), tab, online: fc.boolean() }),
  fc.record({ type: fc.constant('reload' as const), tab }),
  fc.record({
    type: fc.constant('wait' as const),
    ms: fc.constantFrom(100, 1_000, 6_000, 25_000, 65_000),
  }),
  fc.record({ type: fc.constant('down' as const), isDown: fc.boolean() }),
  fc.record({ type: fc.constant('cart' as const), value: fc.constantFrom(4200, 6300) }),
  fc.record({
    type: fc.constant('card' as const),
    token: fc.constantFrom('tok_ok', 'tok_declined', 'tok_slow', 'tok_action'),
  }),
  fc.record({
    type: fc.constantFrom('expire' as const, 'new-tab' as const, 'decide' as const),
  }),
);
/** Somebody pays while the bank cannot be reached, until their page gives up. */
const outage: fc.Arbitrary<Move> = fc.record({ type: fc.constant('outage' as const), tab });
const moves = fc.array(
  fc.oneof(
    { arbitrary: press, weight: 4 },
    { arbitrary: deliver, weight: 6 },
    { arbitrary: fault, weight: 3 },
    { arbitrary: other, weight: 5 },
    { arbitrary: outage, weight: 1 },
  ),
  { minLength: 4, maxLength: 30 },
);

function isLive(world: Shoppers): boolean {
  const { status } = world.shop.checkout();
  return status === 'processing' || status === 'action_required';
}

async function make(world: Shoppers, move: Move): Promise<void> {
  const { shop } = world;
  switch (move.type) {
    case 'press':
      world.tabs[move.tab]?.press(move.widget);
      break;
    case 'cancel':
      world.tabs[move.tab]?.cancel(move.widget);
      break;
    case 'wake':
      world.tabs[move.tab]?.page.wake(move.reason);
      break;
    case 'network':
      world.tabs[move.tab]?.page.go(move.online);
      break;
    case 'reload':
      world.reload(world.tabs[move.tab] === undefined ? 0 : move.tab);
      break;
    case 'deliver':
      await world.deliver(move.count);
      break;
    case 'wait':
      await world.clock.advance(move.ms);
      break;
    case 'fault':
      shop.faults.push(FAULTS[move.fault] ?? 'request-lost');
      break;
    case 'down':
      world.isDown = move.isDown;
      break;
    case 'cart':
      shop.changeCart(move.value);
      break;
    case 'card':
      world.token = move.token;
      break;
    case 'expire':
      shop.expireKey();
      break;
    case 'new-tab':
      if (world.tabs.length < 2) world.openTab();
      break;
    case 'decide':
      if (isLive(world)) shop.decide(world.token === 'tok_declined' ? 'declined' : 'succeeded');
      break;
    case 'outage':
      shop.faults = everyTime(bankUnavailable);
      world.tabs[move.tab]?.press(0);
      await world.pass(20);
      shop.faults = [];
      break;
  }
  await world.step();
}

async function heal(world: Shoppers): Promise<void> {
  await world.heal();
  if (isLive(world)) world.shop.decide('succeeded');
  await world.heal();
}

/** Whoever has paid reads it; whoever has not can, and then has. */
async function isTrueInTheEnd(world: Shoppers): Promise<void> {
  await heal(world);
  for (const { widgets } of world.tabs) {
    for (const widget of widgets) {
      const { status, canSubmit } = widget.getSnapshot();
      const paid = world.shop.charges.length === 1;
      expect(paid ? status === 'paid' : canSubmit, `paid: ${paid}, shown: ${status}`).toBe(true);
    }
  }
  world.token = 'tok_ok';
  const first = world.tabs[0];
  if (world.shop.charges.length === 0) first?.press(0);
  await heal(world);
  if (world.shop.charges.length === 0) first?.press(0);
  await heal(world);
  expect(world.shop.charges).toHaveLength(1);
  for (const { widgets } of world.tabs) {
    for (const widget of widgets) expect(widget.getSnapshot().status).toBe('paid');
  }
}

test(
  'whatever shoppers, networks and shops do, one intent at a time is sent and the screens are true',
  { timeout: 600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), moves, async (scheduler, plan) => {
        const world = new Shoppers(scheduler);
        await world.step();
        // Most stories begin before a form that can be sent.
        await world.deliver(4);
        for (const move of plan) await make(world, move);
        await isTrueInTheEnd(world);
        for (const { widgets } of world.tabs) for (const widget of widgets) widget.dispose();
      }),
      { numRuns: Number(process.env['PAYONCE_RUNS'] ?? 60) },
    );
  },
);
