// Planted bugs in how a claimed payment is carried to its end.

import { LAYERS } from './layers.ts';
import type { Mutant } from './mutant.ts';
import type { Patch } from './patching.ts';

const ROUTES = 'src/server/routes.ts';
const SWEEP = 'src/server/sweep.ts';
const WORKER = 'src/server/worker.ts';

const FROM_WORKER = `import { afterVoid, findOut } from './worker.ts';`;

/** A charge call without an answer ends the payment as declined. */
export const DECLINED_WITHOUT_AN_ANSWER: Patch = {
  file: WORKER,
  find: `      return inDoubt(settings, job);
    case 'key-reused':`,
  replace: `      return finish(settings, job, notCompleted(job, settings), { type: 'canceled' });
    case 'key-reused':`,
};

export const CARRYING_MUTANTS: readonly Mutant[] = [
  {
    number: 12,
    name: 'gateway-key-per-try',
    words: 'After a lost answer the payment is sent again under the gateway key of the next try.',
    promise: ['one-gateway-key-per-attempt', 'decline-means-never-captured'],
    patches: [
      {
        file: WORKER,
        find: `  return findOut(settings, { ...job, attempt, leg:`,
        replace: `  const isLast = job.hold.leg >= MAX_LEGS;
  const again = isLast ? null : await nextLeg(settings, { ...job, attempt });
  if (again !== null) return send(settings, again);
  return findOut(settings, { ...job, attempt, leg:`,
      },
    ],
    maskedBy: ['bank-single-use-token'],
  },
  {
    number: 13,
    name: 'write-without-fence',
    words:
      'A worker that comes back after its lease writes what it knew: its writes do not ask for ' +
      'their fence, and the one who took over is not told.',
    // What was parked meanwhile, it takes back into doubt.
    promise: ['only-the-holder-writes', 'states-only-move-forward'],
    patches: LAYERS.fence.patches,
    maskedBy: [],
    unmasked:
      'What it writes is what the bank told it of the same leg: behind each set of missing layers ' +
      'that was tried some 25 of 4,000 seeds showed the bug, and in none it did harm to money.',
  },
  {
    number: 14,
    name: 'recovery-charges-again',
    words: 'Recovery does not look up what became of a lost payment: it sends it once more.',
    promise: ['leg-sent-once', 'no-call-after-paid'],
    patches: [
      {
        file: SWEEP,
        find: FROM_WORKER,
        replace: `import { afterVoid, findOut, send } from './worker.ts';`,
      },
      {
        file: SWEEP,
        find: `(taken.leg.state === 'voided' ? afterVoid(settings, job) : findOut(settings, job));`,
        replace: `(taken.leg.state === 'voided'
      ? afterVoid(settings, job)
      : taken.leg.token !== null && now <= taken.attempt.consent_until
        ? send(settings, job)
        : findOut(settings, job));`,
      },
    ],
    maskedBy: ['bank-idempotency', 'bank-single-use-token', 'giving-back'],
  },
  {
    number: 15,
    name: 'resend-past-the-window',
    words:
      'What the books do not have is sent again under the same gateway key, however long ago it ' +
      'was sent first, instead of being called off.',
    promise: ['no-same-key-send-past-window', 'leg-sent-once', 'no-charge-without-recent-press'],
    patches: [
      {
        file: WORKER,
        find: `  // will be charged.
  return callOff(settings, job);`,
        replace: `  // will be charged.
  const again = await gateway.charge(await chargeOrderOf(settings, job));
  const isSent = again.type !== 'not-sent' && again.type !== 'key-reused';
  return isSent ? answered(settings, job, again) : pause(settings, job);`,
      },
    ],
    maskedBy: ['bank-idempotency', 'bank-single-use-token', 'giving-back'],
  },
  {
    number: 16,
    name: 'timeout-stored-as-decline',
    words: 'A charge call without an answer ends the payment as declined, and a new key is issued.',
    promise: ['decline-is-proven', 'decline-means-never-captured'],
    patches: [DECLINED_WITHOUT_AN_ANSWER],
    maskedBy: ['giving-back', 'reconciliation'],
  },
  {
    number: 25,
    name: 'read-finalises-payment',
    words: 'Whoever reads a checkout whose payment hangs finishes it: the charge is sent again.',
    promise: ['reads-never-charge'],
    patches: [
      {
        file: ROUTES,
        find: `import type { Settings } from './options.ts';`,
        replace: `import { leaseMs, type Settings } from './options.ts';`,
      },
      {
        file: ROUTES,
        find: `import { readCheckout } from './store/read.ts';`,
        replace: `import { takeOver } from './store/due.ts';
import { readCheckout } from './store/read.ts';
import { findOut, send } from './worker.ts';`,
      },
      {
        file: ROUTES,
        find: `    return shown(await readOwn(settings, checkoutId, principal));`,
        replace: `    const own = await readOwn(settings, checkoutId, principal);
    if (own !== null) await finalise(settings, own.checkout);
    return shown(await readOwn(settings, checkoutId, principal));`,
      },
      {
        file: ROUTES,
        find: `/** What the merchant and the gateways call. */`,
        replace: `type Row = CheckoutState['checkout'];

async function finalise(settings: Settings, { id, live, fence }: Row) {
  if (live === null) return;
  const now = settings.clock.now();
  const leaseUntil = now + leaseMs(settings.gateway);
  const due = { checkoutId: id, ordinal: live, fence };
  const taken = await takeOver(settings.database, due, now, leaseUntil);
  if (taken === null) return;
  const job = { ...taken, leaseUntil, awaited: false };
  await (taken.leg.token === null ? findOut(settings, job) : send(settings, job));
}

/** What the merchant and the gateways call. */`,
      },
    ],
    maskedBy: ['bank-idempotency', 'bank-single-use-token', 'giving-back'],
  },
];
