// What must be so in every state, and over every step, by the model's own variables. A promise says
// in words what is wrong; null: it is kept.

import type { Action } from './action.ts';
import { isTokenUsed } from './bank-steps.ts';
import {
  isFinal,
  type Attempt,
  type AttemptStatus,
  type BankCharge,
  type Leg,
  type State,
} from './state.ts';

export interface StatePromise {
  readonly name: string;
  readonly broken: (state: State) => string | null;
}

export interface StepPromise {
  readonly name: string;
  readonly broken: (before: State, action: Action, after: State) => string | null;
}

const isCaptured = ({ bank }: Leg): boolean => bank === 'captured';

function captures({ attempts }: State): number {
  return attempts.flatMap(({ legs }) => legs).filter(isCaptured).length;
}

const OPEN = new Set<BankCharge>(['asks', 'pending', 'captured']);

/** Charges that took money, or may still take some. */
function openCharges(state: State): number {
  return state.attempts
    .map(({ legs }, index) => {
      const isUsed = isTokenUsed(state, index + 1);
      return legs.filter(({ bank }) => (bank === 'sent' ? !isUsed : OPEN.has(bank))).length;
    })
    .reduce((sum, count) => sum + count, 0);
}

const has = (attempt: Attempt, status: AttemptStatus): boolean => attempt.status === status;

export const STATE_PROMISES: readonly StatePromise[] = [
  {
    name: 'captured once',
    broken: (state) => (captures(state) > 1 ? 'The bank took the money twice.' : null),
  },
  {
    name: 'one charge at a time',
    broken: (state) =>
      openCharges(state) > 1 ? 'Two charges of one cart may both still take money.' : null,
  },
  {
    name: 'told paid is paid',
    broken: ({ attempts }) =>
      attempts.some((one) => has(one, 'succeeded') && !one.legs.some(isCaptured))
        ? 'The shopper is told that it is paid, and nothing was.'
        : null,
  },
  {
    name: 'told declined is not charged',
    broken: ({ attempts }) =>
      attempts.some((one) => has(one, 'declined') && one.legs.some(isCaptured))
        ? 'The shopper is told that nothing was charged, and it was.'
        : null,
  },
  {
    name: 'told not sent is not charged',
    broken: ({ attempts }) =>
      attempts.some((one) => has(one, 'not_sent') && one.legs.some(isCaptured))
        ? 'The shopper is told to send it again, and it was charged.'
        : null,
  },
  {
    name: 'what has paid is one attempt',
    broken: ({ attempts, paid }) => {
      const paying = attempts.flatMap((one, index) => (has(one, 'succeeded') ? [index + 1] : []));
      const isSo = paid === 0 ? paying.length === 0 : paying.join() === String(paid);
      return isSo ? null : `Paid by ${paid}, and ${paying.join(' and ')} succeeded.`;
    },
  },
  {
    name: 'refunds stay under what was captured',
    broken: (state) => {
      const asked = state.refunds.filter(({ status }) => status !== 'none').length;
      const made = state.refunds.filter(({ bank }) => bank === 'made').length;
      const again = state.refunds.reduce((sum, refund) => sum + refund.again, 0);
      if (made + again > captures(state)) return 'More goes back than was captured.';
      return asked > captures(state) ? 'More was promised back than was captured.' : null;
    },
  },
  {
    name: 'told refunded is refunded',
    broken: ({ refunds }) =>
      refunds.some(({ status, bank }) => status === 'succeeded' && bank !== 'made')
        ? 'A refund is told that was not made.'
        : null,
  },
];

const RANK: Readonly<Record<AttemptStatus, number>> = {
  processing: 0,
  unknown: 1,
  action_required: 2,
  pending: 3,
  succeeded: 4,
  declined: 4,
  not_sent: 4,
};

// What such a worker writes hangs from a fence or a revision.
const HELD = new Set([
  'settle',
  'park',
  'release',
  'rest',
  'doubt',
  'void',
  'begin',
  'take-over',
  'fact-settle',
  'fact-park',
]);

export const STEP_PROMISES: readonly StepPromise[] = [
  {
    name: 'states only move forward',
    broken: (before, _action, after) => {
      for (const [index, attempt] of before.attempts.entries()) {
        const now = after.attempts[index];
        if (now === undefined) return `Attempt ${index + 1} is gone.`;
        const isBack = RANK[now.status] < RANK[attempt.status];
        if (isBack || (isFinal(attempt) && now.status !== attempt.status)) {
          return `Attempt ${index + 1} was ${attempt.status}, and is ${now.status}.`;
        }
      }
      return null;
    },
  },
  {
    name: 'paid stays paid',
    broken: (before, _action, after) =>
      before.paid !== 0 && after.paid !== before.paid ? 'What had paid has not paid.' : null,
  },
  {
    name: 'nothing is sent after the consent',
    broken: ({ age }, action, after) => {
      const worker = action.type === 'hear' ? after.workers[action.worker] : undefined;
      const isSending = worker?.point.at === 'charge' && worker.point.answer === null;
      return isSending && age >= 2 ? 'A charge was sent long after the shopper had pressed.' : null;
    },
  },
  {
    name: 'an old hold writes nothing',
    broken: (before, action, after) => {
      if (action.type !== 'write') return null;
      const worker = before.workers[action.worker];
      if (worker === undefined || worker.isOurs || !HELD.has(worker.point.at)) return null;
      return rowsOf(before) === rowsOf(after) ? null : 'A worker wrote after it was taken over.';
    },
  },
];

function rowsOf({ live, paid, lease, attempts }: State): string {
  const rows = attempts.map(({ status, leg, legs }) => [status, leg, legs.map(({ row }) => row)]);
  return JSON.stringify([live, paid, lease, rows]);
}
