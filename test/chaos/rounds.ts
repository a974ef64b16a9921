// So many rounds of so many shoppers on two servers, one PostgreSQL and one bank, while all of them
// are struck as the seed says; then peace, quiet and an audit. A round is one cart for each
// shopper.

import { audit, type Audit, type Violation } from './audit.ts';
import { storyOf, Watcher } from './books.ts';
import { pause } from './calls.ts';
import { disarm, strike } from './mischief.ts';
import { planOf, STORM } from './plan.ts';
import { untilQuiet } from './quiet.ts';
import { Server, startBank, type OnDeath } from './servers.ts';
import { payCart, type Story } from './shopper.ts';
import { Tallies } from './tallies.ts';

export interface RoundsOptions {
  readonly databaseUrl: string;
  readonly seed: number;
  readonly rounds: number;
  /** Hears of each round that every shopper has done. */
  readonly onRound?: (round: number) => void;
}

export interface Result extends Audit {
  readonly seed: number;
  readonly rounds: number;
  readonly tallies: Tallies;
  readonly quietSeconds: number;
  readonly seconds: number;
  /** The rows of each checkout that a violation names. */
  readonly evidence: readonly string[];
}

const SHOPPERS = 16;
const MOST_EVIDENCE = 5;

/** Two servers and their bank, begun one after the other: a machine may have two cores only. */
export async function open(databaseUrl: string, tallies: Tallies, broken: Violation[] = []) {
  const bank = await startBank();
  const place = { databaseUrl, bankUrl: bank.url };
  const onDeath: OnDeath = (point, said = '') => {
    tallies.add(`death ${point}`);
    // Whoever starts may find the database away and end in good order; else nobody dies unstruck.
    const isCrash = point === 'by itself' || said.includes('Unhandled');
    if (isCrash) broken.push({ what: `a server died by itself: ${said}`, checkoutId: null });
  };
  const servers = [await Server.start(place, onDeath), await Server.start(place, onDeath)];
  const watcher = new Watcher(databaseUrl);
  return {
    target: { servers, bankUrl: bank.url, watcher },
    shop: { urls: servers.map(({ url }) => url), bankUrl: bank.url },
    async close(): Promise<void> {
      await watcher.close();
      await Promise.all(servers.map((server) => server.stop()));
      await bank.stop();
    },
  };
}

export async function runRounds(options: RoundsOptions): Promise<Result> {
  const { databaseUrl, seed, rounds } = options;
  const startedAt = Date.now();
  const tallies = new Tallies();
  const broken: Violation[] = [];
  const { target, shop, close } = await open(databaseUrl, tallies, broken);
  try {
    const stories: Story[] = [];
    const done = Array.from({ length: rounds }, () => 0);
    const beOneShopper = async (shopper: number): Promise<void> => {
      // Not all at once in the first moment.
      await pause(shopper * 50);
      for (let round = 0; round < rounds; round += 1) {
        const plan = planOf(seed, shopper, round, STORM);
        const blows = plan.blows.map((blow) => strike(target, blow, tallies));
        try {
          stories.push(await payCart(shop, plan, tallies));
        } catch (error) {
          broken.push({ what: `a shopper gave up: ${String(error)}`, checkoutId: null });
        }
        await Promise.all(blows);
        done[round] = (done[round] ?? 0) + 1;
        if (done[round] === SHOPPERS) options.onRound?.(round + 1);
      }
    };
    await Promise.all(Array.from({ length: SHOPPERS }, (_none, index) => beOneShopper(index)));
    await disarm(target);
    const {
      books,
      unfinished,
      seconds: quietSeconds,
    } = await untilQuiet(target.watcher, shop.bankUrl);
    for (const what of unfinished) broken.push({ what: `not quiet: ${what}`, checkoutId: null });
    const found = await audit(target.watcher, books, stories);
    const violations = [...broken, ...found.violations];
    const ids = new Set(violations.flatMap(({ checkoutId }) => checkoutId ?? []));
    const evidence: string[] = [];
    for (const id of [...ids].slice(0, MOST_EVIDENCE)) {
      evidence.push(await storyOf(target.watcher, books, id));
    }
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    return { ...found, violations, seed, rounds, tallies, quietSeconds, seconds, evidence };
  } finally {
    await close();
  }
}
