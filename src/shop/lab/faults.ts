// Faults that somebody armed at the shop's own server, or in the page: which, and how often still.
// Knows their names and the message that arms one; does not know what a fault does.

import * as v from 'valibot';
import { wholeNumber } from '../../protocol/whole-number.ts';

/** Where the shop's server can be made to fail, in the order in which a payment comes by. */
export const SHOP_FAULT_POINTS = [
  /** SIGKILL as soon as the claim is committed. */
  'crash-after-claim',
  /** SIGSTOP when all that is left to do is to send the charge. */
  'pause-before-charge',
  /** SIGKILL at the same place. */
  'crash-before-charge',
  /** SIGKILL when the bank has answered and nothing of it is written. */
  'crash-after-charge',
  /** SIGKILL as soon as the verdict is committed. */
  'crash-after-commit',
  /** SIGKILL with the answer in hand. */
  'crash-before-answer',
  /** All is done; the answer goes out `ms` later. */
  'answer-slow',
  /** All is done; the connection is cut in place of an answer. */
  'answer-lost',
] as const;

export type ShopFaultPoint = (typeof SHOP_FAULT_POINTS)[number];

export interface ArmedFault<Point extends string = string> {
  readonly point: Point;
  /** How many more times it strikes. */
  readonly times: number;
  readonly ms: number;
}

export interface FaultList<Point extends string> {
  arm(fault: ArmedFault<Point>): void;
  /** The fault armed for this point, one time less from now on; null when there is none. */
  take(point: Point): ArmedFault<Point> | null;
  /** What is still armed, oldest first; another list after every change. */
  armed(): readonly ArmedFault<Point>[];
  clear(): void;
}

export function createFaultList<Point extends string>(
  first: readonly ArmedFault<Point>[] = [],
): FaultList<Point> {
  let list = first;
  return {
    arm(fault) {
      list = [...list, fault];
    },
    take(point) {
      const fault = list.find((one) => one.point === point) ?? null;
      list = list.flatMap((one) => {
        if (one !== fault) return [one];
        return one.times > 1 ? [{ ...one, times: one.times - 1 }] : [];
      });
      return fault;
    },
    armed: () => list,
    clear() {
      list = [];
    },
  };
}

const MAX_TIMES = 100_000;
const MAX_DELAY_MS = 10 * 60_000;
const DEFAULT_DELAY_MS = 1000;

/** What arms a fault of the shop: `{ "point": "answer-lost", "times": 1 }`. */
export const shopFaultSchema = v.object(
  {
    point: v.picklist(SHOP_FAULT_POINTS, `point must be one of: ${SHOP_FAULT_POINTS.join(', ')}`),
    times: v.optional(wholeNumber(1, MAX_TIMES, 'times'), 1),
    ms: v.optional(wholeNumber(0, MAX_DELAY_MS, 'ms'), DEFAULT_DELAY_MS),
  },
  'must be a JSON object: { "point": "answer-lost", "times": 1 }',
);

export const shopFaultsSchema = v.array(shopFaultSchema, 'must be a JSON array of faults');
