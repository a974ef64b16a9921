// One attempt in a worker's hands, and how that ended.

import type { OrderedLeg } from './charge-order.ts';
import type { Verdict } from './store/settle.ts';

export interface Job extends OrderedLeg {
  readonly leaseUntil: number;
  /** A shopper's request waits for the answer: it can be told "not charged" and repeat. */
  readonly awaited: boolean;
  /** The gateway has its leg's key from an order that the database forgot: its no is that one's. */
  readonly isKeyForeign?: boolean;
}

/** `undecided`: not known yet, or no longer ours to know; the rows tell. */
export type Ending =
  | { readonly type: 'settled'; readonly verdict: Verdict }
  | { readonly type: 'released' }
  | { readonly type: 'undecided' };
