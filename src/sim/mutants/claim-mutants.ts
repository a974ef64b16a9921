// Planted bugs in how a request comes to a payment, or to the answer of an earlier one.

import { LAYERS } from './layers.ts';
import type { Mutant } from './mutant.ts';
import type { Patch } from './patching.ts';

const CLAIM = 'src/server/store/claim.ts';
const PAYING = 'src/server/paying.ts';
const PURGE = 'src/server/store/purge.ts';
const PURGING = 'src/server/purging.ts';
const CART_MEMORY = 'src/server/cart-memory.ts';

// The claim no longer asks anything of the row: `readFree` has asked before it, in a statement of
// its own.
const CLAIMED_AS_READ: readonly Patch[] = [
  ...LAYERS['claim-live'].patches,
  {
    file: CLAIM,
    find: `export interface ClaimResult {`,
    replace: `const LOOK =
  'SELECT 1 AS one FROM payonce_checkouts WHERE id = $1 AND tenant = $2 AND principal = $3' +
  ' AND key = $4 AND key_expires_at > $5 AND live IS NULL AND paid IS NULL';

type Wanted = Pick<Claim, 'id' | 'tenant' | 'principal' | 'key' | 'now'>;

export async function readFree(database: Queryable, wanted: Wanted): Promise<boolean> {
  const { id, tenant, principal, key, now } = wanted;
  return (await database.query(LOOK, [id, tenant, principal, key, now])).length > 0;
}

export interface ClaimResult {`,
  },
];

export const CLAIM_MUTANTS: readonly Mutant[] = [
  {
    number: 10,
    name: 'claim-reads-then-writes',
    words:
      'Whether a checkout can be claimed is read when the request comes in, and acted on once ' +
      'the cart was asked for its price.',
    promise: ['belts-stay-unused', 'overlapping-gateway-calls', 'only-the-current-key-is-claimed'],
    patches: [
      ...CLAIMED_AS_READ,
      ...LAYERS['claim-key'].patches,
      {
        file: PAYING,
        find: `import { claim, type ClaimResult } from './store/claim.ts';`,
        replace: `import { claim, readFree, type ClaimResult } from './store/claim.ts';`,
      },
      {
        file: PAYING,
        find: `  const quote = await currentQuote(settings, call);`,
        replace: `  const { checkoutId: id, principal, key } = call;
  const wanted = { id, tenant: settings.tenant, principal, key, now: settings.clock.now() };
  const wasFree = await readFree(settings.database, wanted);
  const quote = await currentQuote(settings, call);`,
      },
      {
        file: PAYING,
        find: `    const seen = mayClaim ? quote : null;`,
        replace: `    const seen = mayClaim && wasFree ? quote : null;`,
      },
    ],
    maskedBy: ['live-belt', 'key-belt', 'bank-single-use-token'],
  },
  {
    number: 11,
    name: 'row-after-charge',
    words: 'The bank is asked first, and the attempt written after it has answered.',
    promise: ['row-before-call'],
    patches: [
      {
        file: PAYING,
        find: `import { digest } from './identity.ts';`,
        replace: `import { digest, gatewayKeyOf } from './identity.ts';`,
      },
      {
        file: PAYING,
        find: `    return await claim(database, wish);`,
        replace: `    await chargeAhead(settings, call, wish);
    return await claim(database, wish);`,
      },
      {
        file: PAYING,
        find: `async function carry(`,
        replace: `type Wish = Parameters<typeof claim>[1];

async function chargeAhead(settings: Settings, call: PaymentCall, wish: Wish) {
  const { database, gateway, tenant, returnUrl } = settings;
  const { checkout } = await claim(database, { ...wish, mayClaim: false });
  if (!wish.mayClaim || checkout === null || checkout.key !== call.key) return;
  if (checkout.live !== null || checkout.paid !== null) return;
  const { id, attempts, principal, cart_id: cartId, cart_version: cartVersion } = checkout;
  const { mark } = await settings.installation();
  await gateway.charge({
    gatewayKey: gatewayKeyOf(id, attempts + 1, 1),
    reference: id,
    amount: wish.amount,
    methodType: wish.methodType,
    token: wish.token,
    ...(returnUrl === null ? {} : { returnUrl: returnUrl(id) }),
    label: { mark, tenant, principal, cartId, cartVersion, press: wish.fingerprint },
  });
}

async function carry(`,
      },
    ],
    maskedBy: ['reconciliation'],
  },
  {
    number: 17,
    name: 'answer-by-key-alone',
    words: "A stored answer is found by its key, whoever asks: a stranger gets the shopper's.",
    promise: ['no-replay-across-principals'],
    patches: [
      {
        file: CART_MEMORY,
        find: `import { readOwn } from './opening.ts';`,
        replace: `import { readCheckout } from './store/read.ts';`,
      },
      {
        file: CART_MEMORY,
        find: `      if (found?.principal === principal) return found.cartId;
      const state = await readOwn(settings, checkoutId, principal);`,
        replace: `      if (found !== undefined) return found.cartId;
      const state = await readCheckout(settings.database, checkoutId, settings.tenant);`,
      },
      {
        file: CLAIM,
        find: `ON c.id = $1 AND c.tenant = $2 AND c.principal = $3`,
        replace: `ON c.id = $1 AND c.tenant = $2`,
      },
    ],
    maskedBy: ['body-check', 'principal-check'],
    // No wrong charge can come of it: what a stranger is given was decided before, and is only
    // read.
    harm: 'people',
  },
  {
    number: 24,
    name: 'answered-key-purged',
    words: 'Two seconds after it was paid or declined an attempt is thrown away, its key with it.',
    promise: ['rows-are-never-lost', 'replay-is-byte-identical'],
    patches: [
      {
        file: PURGE,
        find: `a.status = 'not_sent' AND a.created_at < $1
      AND NOT EXISTS (
        SELECT 1 FROM payonce_checkouts c
        WHERE c.id = a.checkout_id AND (c.live = a.ordinal OR c.paid = a.ordinal)
      )
      AND NOT EXISTS (
        SELECT 1 FROM payonce_charges k
        WHERE k.checkout_id = a.checkout_id AND k.ordinal = a.ordinal
      )
      AND NOT EXISTS (
        SELECT 1 FROM payonce_legs l
        WHERE l.checkout_id = a.checkout_id AND l.ordinal = a.ordinal
          AND l.state NOT IN ('not_sent', 'voided')
      )`,
        replace: `a.status IN ('not_sent', 'succeeded', 'declined') AND a.created_at < $1`,
      },
      {
        file: PURGE,
        find: `    (await take(DEAD_KEYS, [endedBefore, most])) +`,
        replace: `    (await take(DEAD_KEYS, [limits.keysBefore, most])) +`,
      },
      {
        file: PURGE,
        find: `  readonly talliesBefore: number;`,
        replace: `  readonly talliesBefore: number;
  readonly keysBefore: number;`,
      },
      {
        file: PURGING,
        find: `    endedBefore: now - KEPT_MS,`,
        replace: `    endedBefore: now - KEPT_MS,
    keysBefore: now - 2_000,`,
      },
      {
        file: 'src/server/sweep.ts',
        find: `const PURGE_EVERY_MS = 60_000;`,
        replace: `const PURGE_EVERY_MS = 1_000;`,
      },
    ],
    maskedBy: ['claim-live', 'claim-key', 'live-belt', 'bank-single-use-token'],
  },
  {
    number: 26,
    name: 'claim-on-stale-read',
    words:
      'Whether a checkout can be claimed is read from a replica that is up to two seconds behind ' +
      '(here: what this server has read of it before).',
    promise: ['replay-is-byte-identical', 'overlapping-gateway-calls', 'no-call-after-paid'],
    patches: [
      ...CLAIMED_AS_READ,
      {
        file: CLAIM,
        find: ` AND key = $4 AND $15 AND key_expires_at > $12`,
        replace: ` AND $15`,
      },
      {
        file: CLAIM,
        find: `    wish.mayClaim,`,
        replace: `    wish.mayClaim && (await looksFree(database, wish)),`,
      },
      {
        file: CLAIM,
        find: `export async function claim(`,
        replace: `const LAG_MS = 2_000;
const replicas = new WeakMap();

async function looksFree(database: Queryable, wish: Claim): Promise<boolean> {
  const replica = replicas.get(database) ?? new Map();
  replicas.set(database, replica);
  const name = [wish.tenant, wish.id, wish.principal, wish.key].join(' ');
  const seen = replica.get(name);
  if (seen !== undefined && Math.abs(wish.now - seen.atMs) < LAG_MS) return seen.isFree;
  const isFree = await readFree(database, wish);
  replica.set(name, { atMs: wish.now, isFree });
  return isFree;
}

export async function claim(`,
      },
    ],
    maskedBy: ['live-belt', 'key-belt', 'bank-single-use-token'],
  },
];
