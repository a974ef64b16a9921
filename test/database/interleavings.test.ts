// Random interleavings of shoppers, cart changes, sweeps, crashes, lost statements and a bank that
// is deaf, over two servers whose clocks disagree. Each call that leaves a server waits until
// chance lets it go. In the end all heals, and nobody may have been told an untruth.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Checkout, Quote } from '../../src/protocol/messages.ts';
import type { Database } from '../../src/server/database.ts';
import { describeDatabases } from '../support/database-suite.ts';
import type { Fate } from './gate.ts';
import { heal } from './healing.ts';
import { migratedPayonce } from './migrated-payonce.ts';
import { testOptions } from '../server/settings.ts';
import { createRivals, picturesIn, type Payment, type Rivals } from './rivals.ts';
import { audit } from './rivals-audit.ts';
import { CARD, DECLINED_CARD, EUROS_42 } from './world.ts';

const CARDS = [CARD, CARD, DECLINED_CARD, '4000 0000 0000 0119'];
const CARTS = ['cart-1', 'cart-2', 'cart-3'];
// A swarm: each run has its own mix, since many faults at once hide what few would show.
const FAULTS: readonly Fate[] = ['lost-before', 'lost-after', 'other'];
const DONE_FOR_ONE_FAULT = [5, 20, 20, 60];
const KINDS = [
  ...['pay', 'pay', 'pay', 'pay', 'pay', 'pay', 'pay', 'repeat', 'repeat', 'repeat', 'repeat'],
  ...['open', 'open', 'open', 'sweep', 'sweep', 'sweep', 'read', 'cancel', 'change', 'crash'],
];
const STEPS_MS = [50, 500, 500, 1500, 1500, 2500, 5000, 5000, 5000, 9000, 16_000, 61_000];
const KEY_LIVES_MS = [20_000, 300_000, 3_600_000];
const SKEWS_MS = [0, 0, -5000, 5000, 2000];

/** What shoppers know: what they were shown, and what they sent. */
interface Memory {
  readonly pictures: Checkout[];
  readonly payments: Payment[];
}

type Pick = <T>(from: readonly T[]) => T | undefined;

function act(rivals: Rivals, memory: Memory, pick: Pick): void {
  const server = pick([0, 1]) ?? 0;
  const cartId = pick(CARTS) ?? '';
  const kind = pick(KINDS);
  const repeated = pick(memory.payments);
  if (kind === 'sweep') void rivals.sweep(server);
  else if (kind === 'crash') rivals.crash(server);
  else if (kind === 'change') void rivals.change(server, cartId, quoteOf(pick));
  else if (kind === 'open') void rivals.open(server, cartId);
  else if (kind === 'repeat' && repeated !== undefined) void rivals.pay(server, repeated);
  else actOnPicture(rivals, memory, pick, kind ?? '', cartId);
}

function quoteOf(pick: Pick): Quote {
  const value = pick([4200, 6300, 900]) ?? 1;
  const version = `v${pick([1, 2, 3, 4]) ?? 1}-${value}`;
  return { ...EUROS_42, version, amount: { value, currency: 'EUR' } };
}

/** What a page does with the checkout in front of it, which may be an old one. */
function actOnPicture(
  rivals: Rivals,
  memory: Memory,
  pick: Pick,
  kind: string,
  cartId: string,
): void {
  const server = pick([0, 1]) ?? 0;
  const pictures = memory.pictures.filter((picture) => picture.cartId === cartId);
  const newest = pictures.at(-1);
  const picture = pick([newest, newest, newest, pick(pictures)]);
  const token = rivals.token(pick(CARDS) ?? CARD);
  if (picture === undefined) return;
  const { id: checkoutId, amount, cartVersion, idempotencyKey: key } = picture;
  if (kind === 'read') void rivals.read(server, checkoutId);
  else if (key === null) void rivals.open(server, cartId);
  else if (kind === 'cancel') void rivals.cancel(server, checkoutId, key);
  else {
    const body = JSON.stringify({ amount, cartVersion, paymentMethod: { type: 'card', token } });
    memory.payments.push({ checkoutId, key, body });
    void rivals.pay(server, { checkoutId, key, body });
  }
}

/** Every shopper begins with a checkout in front of them. */
async function openAll(rivals: Rivals): Promise<void> {
  for (const cartId of CARTS) void rivals.open(0, cartId);
  while (!rivals.idle()) {
    for (const one of rivals.gate.held.splice(0)) void one.go('done');
    await rivals.gate.quiet();
  }
}

interface Played {
  readonly wrong: readonly string[];
  /** Presses that were answered with 201. */
  readonly paid: number;
}

/** Plays `tape` out, and heals everything. */
async function play(database: Database, tape: readonly number[], run: number): Promise<Played> {
  const tenant = `run-${run}`;
  let at = 0;
  const pick: Pick = (from) => from[(tape[at++] ?? 0) % from.length];
  const skewsMs = [pick(SKEWS_MS) ?? 0, pick(SKEWS_MS) ?? 0] as const;
  const keyLifetimeMs = pick(KEY_LIVES_MS) ?? 0;
  const rivals = createRivals({ database, tenant, skewsMs, keyLifetimeMs, seed: run * 1000 });
  const doneForOneFault = pick(DONE_FOR_ONE_FAULT) ?? 0;
  for (const cartId of CARTS) rivals.carts.set(cartId, EUROS_42);
  const memory: Memory = { pictures: [], payments: [] };
  let heard = 0;
  await openAll(rivals);
  while (at < tape.length) {
    const step = pick(['act', 'act', 'act', 'go', 'go', 'go', 'go', 'go', 'go', 'wait']);
    if (step === 'act') act(rivals, memory, pick);
    else if (step === 'wait') await rivals.clock.advance(pick(STEPS_MS) ?? 0);
    else {
      const [next] = rivals.gate.held.splice((tape[at++] ?? 0) % (rivals.gate.held.length || 1), 1);
      const isFaulty = (tape[at++] ?? 0) % (doneForOneFault + 1) === 0;
      void next?.go(isFaulty ? (pick(FAULTS) ?? 'done') : 'done');
    }
    await rivals.gate.quiet();
    for (; heard < rivals.told.length; heard += 1) {
      memory.pictures.push(...picturesIn(rivals.told[heard]?.body ?? {}));
    }
  }
  const wrong = [
    ...(await heal(rivals, database, tenant)),
    ...(await audit(rivals, database, tenant)),
  ];
  return { wrong, paid: rivals.told.filter(({ status }) => status === 201).length };
}

// Without bias: chance must not prefer what small numbers stand for.
const choice = fc.noBias(fc.nat({ max: 9999 }));
const tapes = fc.array(choice, { minLength: 300, maxLength: 900, size: 'max' });

describeDatabases('interleavings', (openDatabase, kind) => {
  const runs = Number(process.env['RUNS'] ?? (kind === 'PGlite' ? 40 : 30));

  test(`${runs} random interleavings of two servers end true and charged once`, async () => {
    const database = await openDatabase();
    await migratedPayonce({ ...testOptions(), database });
    let run = 0;
    let paid = 0;
    await fc.assert(
      fc.asyncProperty(tapes, async (tape) => {
        run += 1;
        const played = await play(database, tape, run);
        paid += played.paid;
        expect(played.wrong).toEqual([]);
      }),
      // What failed is played again by its seed and path. To look for a shorter tape takes so long
      // that it looks like a server that hangs.
      { numRuns: runs, endOnFailure: true },
    );
    // Whoever takes no payment at all charges nobody twice.
    expect(paid).toBeGreaterThan(runs / 5);
  }, 1_000_000);
});
