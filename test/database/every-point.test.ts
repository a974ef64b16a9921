// One payment, and one thing that goes wrong: at every call that its server makes, one after the
// other. The call is lost before or after it was done, hangs while another server sweeps, or the
// server dies there. Whatever the point, the payment ends, once and told truly.

import { expect, test } from 'vitest';
import type { Checkout } from '../../src/protocol/messages.ts';
import type { Database } from '../../src/server/database.ts';
import { testOptions } from '../server/settings.ts';
import { describeDatabases } from '../support/database-suite.ts';
import type { Fate } from './gate.ts';
import { heal } from './healing.ts';
import { migratedPayonce } from './migrated-payonce.ts';
import { audit } from './rivals-audit.ts';
import { createRivals, type Payment, type Rivals } from './rivals.ts';
import { CARD, DECLINED_CARD, EUROS_42 } from './world.ts';

type Trouble = Fate | 'dies-before' | 'dies-after' | 'hangs';

const TROUBLES: readonly Trouble[] = [
  'lost-before',
  'lost-after',
  'dies-before',
  'dies-after',
  'hangs',
  'other',
];

interface Story {
  readonly name: string;
  readonly card: string;
  readonly fault?: string;
  /** How many charge calls meet the fault; default one. */
  readonly times?: number;
}

const STORIES: readonly Story[] = [
  { name: 'a payment', card: CARD },
  { name: 'a decline', card: DECLINED_CARD },
  { name: 'a charge whose answer is lost', card: CARD, fault: 'answer-lost' },
  { name: 'a charge that is lost', card: CARD, fault: 'request-lost' },
  { name: 'a decline whose answer is an error', card: DECLINED_CARD, fault: 'error-after' },
  // Nothing is sent again once a lookup can tell, so a bank that forgets keys charges once, too.
  {
    name: 'a payment at a bank that forgets keys',
    card: CARD,
    fault: 'ignore-idempotency',
    times: 100,
  },
];

// Longer than a lease, so that another server takes over meanwhile; shorter than consent.
const HANG_MS = 20_000;

/** Lets the calls of `work` go one by one; the one at `point`, counted from 1, meets `trouble`. */
async function letGo(rivals: Rivals, point: number, trouble: Trouble): Promise<number> {
  const { gate, clock } = rivals;
  let count = 0;
  let hanging: { readonly go: () => void; readonly untilMs: number } | null = null;
  for (;;) {
    await gate.quiet();
    if (rivals.idle() && hanging === null) return count;
    if (hanging !== null && clock.now() >= hanging.untilMs) {
      hanging.go();
      hanging = null;
      continue;
    }
    const next = gate.held.shift();
    if (next === undefined) {
      await clock.advance(500);
      if (hanging !== null) void rivals.sweep(1);
      continue;
    }
    if (hanging === null) count += 1;
    const go = (fate: Fate): void => void next.go(fate);
    if (count !== point || hanging !== null) go('done');
    else if (trouble === 'hangs')
      hanging = { go: () => go('done'), untilMs: clock.now() + HANG_MS };
    else if (trouble === 'dies-before') rivals.crash(0);
    else if (trouble === 'dies-after') {
      rivals.crash(0);
      go('done');
    } else go(trouble);
  }
}

async function paymentOf(rivals: Rivals, card: string): Promise<Payment> {
  void rivals.open(0, 'cart-1');
  await letGo(rivals, 0, 'other');
  const checkout = rivals.told[0]?.body as unknown as Checkout;
  const { id: checkoutId, amount, idempotencyKey, cartVersion } = checkout;
  const paymentMethod = { type: 'card', token: rivals.token(card) };
  const body = JSON.stringify({ amount, cartVersion, paymentMethod });
  return { checkoutId, key: idempotencyKey ?? '', body };
}

describeDatabases('trouble at every point', (openDatabase) => {
  async function play(
    database: Database,
    seed: number,
    story: Story,
    point: number,
    trouble: Trouble,
  ): Promise<{ calls: number; wrong: string[]; last: number }> {
    const tenant = `run-${seed}`;
    const rivals = createRivals({
      database,
      tenant,
      skewsMs: [0, 0],
      keyLifetimeMs: 3_600_000,
      seed: seed * 1000,
    });
    rivals.carts.set('cart-1', EUROS_42);
    const payment = await paymentOf(rivals, story.card);
    if (story.fault !== undefined) await rivals.fault(story.fault, story.times);
    void rivals.pay(0, payment);
    const calls = await letGo(rivals, point, trouble);
    // The shopper's page sends the same again, to whatever server, until it has an answer.
    const wrong = await heal(rivals, database, tenant);
    await rivals.pay(1, payment);
    wrong.push(...(await audit(rivals, database, tenant)));
    return { calls, wrong, last: rivals.told.at(-1)?.status ?? 0 };
  }

  let seed = 0;
  for (const story of STORIES) {
    test(`${story.name} ends once and truly, whatever goes wrong where`, async () => {
      const database = await openDatabase();
      await migratedPayonce({ ...testOptions(), database });
      const wrong: string[] = [];
      let points = 0;
      for (const trouble of TROUBLES) {
        for (let point = 1, calls = point; point <= calls; point += 1) {
          seed += 1;
          const played = await play(database, seed, story, point, trouble);
          calls = Math.max(point, played.calls);
          points += 1;
          const where = `${trouble} at ${point}, then ${played.last}`;
          wrong.push(...played.wrong.map((what) => `${where}: ${what}`));
          if (![201, 402].includes(played.last)) wrong.push(`${where}: no final answer`);
          if (played.calls < point) break;
        }
      }
      expect(wrong).toEqual([]);
      expect(points).toBeGreaterThan(TROUBLES.length * 3);
      console.log(`${story.name}: ${points} points of trouble`);
    });
  }
});
