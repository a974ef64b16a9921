// Random interleavings of shoppers, cart changes, sweeps, crashes, lost statements and a bank that
// is deaf, over two servers whose clocks disagree. Each call that leaves a server waits until
// chance lets it go. In the end all heals, and nobody may have been told an untruth.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Checkout } from '../../src/protocol/messages.ts';
import type { Database } from '../../src/server/database.ts';
import { describeDatabases } from '../support/database-suite.ts';
import type { Fate } from './gate.ts';
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

async function act(rivals: Rivals, memory: Memory, pick: Pick): Promise<void> {
  const server = pick([0, 1]) ?? 0;
  const cartId = pick(CARTS) ?? '';
  const pictures = memory.pictures.filter((picture) => picture.cartId === cartId);
  const newest = pictures.at(-1);
  const picture = pick([newest, newest, newest, pick(pictures)]);
  const kind = pick(KINDS);
  if (kind === 'sweep') return void rivals.sweep(server);
  if (kind === 'crash') return rivals.crash(server);
  if (kind === 'change') {
    const value = pick([4200, 6300, 900]) ?? 1;
    const version = `v${pick([1, 2, 3, 4]) ?? 1}-${value}`;
    const quote = { ...EUROS_42, version, amount: { value, currency: 'EUR' } };
    return void rivals.change(server, cartId, quote);
  }
  const repeated = kind === 'repeat' ? pick(memory.payments) : undefined;
  if (repeated !== undefined) return void rivals.pay(server, repeated);
  if (picture === undefined || kind === 'open') return void rivals.open(server, cartId);
  const { id: checkoutId, amount, cartVersion, idempotencyKey } = picture;
  if (kind === 'read') return void rivals.read(server, checkoutId);
  if (idempotencyKey === null) return void rivals.open(server, cartId);
  if (kind === 'cancel') return void rivals.cancel(server, checkoutId, idempotencyKey);
  const token = await rivals.token(pick(CARDS) ?? CARD);
  const body = JSON.stringify({ amount, cartVersion, paymentMethod: { type: 'card', token } });
  const payment = { checkoutId, key: idempotencyKey, body };
  memory.payments.push(payment);
  return void rivals.pay(server, payment);
}

/** Every shopper begins with a checkout in front of them. */
async function openAll(rivals: Rivals): Promise<void> {
  for (const cartId of CARTS) void rivals.open(0, cartId);
  for (await rivals.gate.quiet(); !rivals.idle(); await rivals.gate.quiet()) {
    for (const one of rivals.gate.held.splice(0)) void one.go('done');
  }
}

/** Plays `tape` out, heals everything, and answers what was wrong. */
async function play(
  database: Database,
  tape: readonly number[],
  tenant: string,
): Promise<string[]> {
  let at = 0;
  const pick: Pick = (from) => from[(tape[at++] ?? 0) % from.length];
  const skewsMs = [pick(SKEWS_MS) ?? 0, pick(SKEWS_MS) ?? 0] as const;
  const keyLifetimeMs = pick(KEY_LIVES_MS) ?? 0;
  const rivals = createRivals({ database, tenant, skewsMs, keyLifetimeMs });
  const doneForOneFault = pick(DONE_FOR_ONE_FAULT) ?? 0;
  for (const cartId of CARTS) rivals.carts.set(cartId, EUROS_42);
  const memory: Memory = { pictures: [], payments: [] };
  let heard = 0;
  await openAll(rivals);
  while (at < tape.length) {
    const step = pick(['act', 'act', 'act', 'go', 'go', 'go', 'go', 'go', 'go', 'wait']);
    if (step === 'act') await act(rivals, memory, pick);
    else if (step === 'wait') await rivals.clock.advance(pick(STEPS_MS) ?? 0);
    else {
      const [next] = rivals.gate.held.splice((tape[at++] ?? 0) % (rivals.gate.held.length || 1), 1);
      const isFaulty = (tape[at++] ?? 0) % (doneForOneFault + 1) === 0;
      { const S = ((globalThis as any).S ??= {}); const k = `GO ${isFaulty && next !== undefined} ${next?.what}`; S[k] = (S[k] ?? 0) + 1; }
      void next?.go(isFaulty ? (pick(FAULTS) ?? 'done') : 'done');
    }
    await rivals.gate.quiet();
    for (; heard < rivals.told.length; heard += 1) {
      memory.pictures.push(...picturesIn(rivals.told[heard]?.body ?? {}));
    }
  }
  const S = ((globalThis as any).S ??= {});
  const inc = (k: string) => (S[k] = (S[k] ?? 0) + 1);
  const healed = await heal(rivals, database, tenant);
  for (const t of rivals.told)
    inc(
      `${t.call} ${t.status} ${t.status >= 400 ? t.body['code'] : ''} ${t.call === 'pay' && t.status === 202 ? t.body['status'] : ''}`,
    );
  for (const r of await database.query(
    'SELECT status, leg FROM payonce_attempts a JOIN payonce_checkouts c ON c.id=a.checkout_id WHERE c.tenant=$1',
    [tenant],
  ))
    inc(`attempt ${r['status']} legs ${r['leg']}`);
  for (const c of await rivals.charges()) inc(`charge ${c.status}`);
  if (healed.length === 0) inc('healed');
  return [...healed, ...(await audit(rivals, database, tenant))];
  return [...(await heal(rivals, database, tenant)), ...(await audit(rivals, database, tenant))];
}

// A worker that died holds its lease for 15 s, by a clock that may be 10 s ahead of the sweeper's;
// what it left is looked at 5 s later at most.
const HEALED_WITHIN_MS = 15_000 + 10_000 + 5000;
const LIVE = `SELECT id FROM payonce_checkouts WHERE tenant = $1 AND live IS NOT NULL`;

async function heal(rivals: Rivals, database: Database, tenant: string): Promise<string[]> {
  rivals.gate.heal();
  for (let waitedMs = 0; waitedMs <= HEALED_WITHIN_MS; waitedMs += 500) {
    await rivals.gate.quiet();
    const live = await database.query(LIVE, [tenant]);
    if (live.length === 0 && rivals.idle()) return [];
    await rivals.clock.advance(500);
    await rivals.gate.quiet();
    await rivals.sweep(0);
  }
  return [
    `not over ${HEALED_WITHIN_MS} ms after all was well: ${JSON.stringify(rivals.told.at(-1))}`,
  ];
}

// Without bias: chance must not prefer what small numbers stand for.
const choice = fc.noBias(fc.nat({ max: 9999 }));
const tapes = fc.array(choice, { minLength: 300, maxLength: 900, size: 'max' });

describeDatabases('interleavings', (openDatabase, kind) => {
  const runs = Number(process.env['RUNS'] ?? (kind === 'PGlite' ? 40 : 25));

  test(`${runs} random interleavings of two servers end true and charged once`, async () => {
    const database = await openDatabase();
    await migratedPayonce({ ...testOptions(), database });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(tapes, async (tape) => {
        run += 1;
        expect(await play(database, tape, `run-${run}`)).toEqual([]);
      }),
      { numRuns: runs },
    );
    console.log(
      Object.entries((globalThis as any).S)
        .sort()
        .map((e) => e.join(': '))
        .join('\n'),
    );
  }, 1_000_000);
});
