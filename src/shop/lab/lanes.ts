// The faults that the lab's page offers, lane by lane, with what each does in a few words. The
// points are the servers' own names; which of them a server knows, it says itself.

import type { BrowserFaultPoint } from './browser-faults.ts';
import type { ShopFaultPoint } from './faults.ts';

export interface OfferedFault<Point extends string = string> {
  readonly point: Point;
  readonly does: string;
  /** How long, for those that take time; what is offered first. */
  readonly ms?: number;
}

export const BROWSER_FAULTS: readonly OfferedFault<BrowserFaultPoint>[] = [
  { point: 'press-twice', does: 'a press of Pay is two clicks at once' },
  { point: 'post-twice', does: 'the payment is sent twice at once' },
  { point: 'request-lost', does: 'it never leaves the page' },
  { point: 'answer-lost', does: 'it is done, the page never hears' },
  { point: 'answer-slow', does: 'the page hears later', ms: 3000 },
  { point: 'reload', does: 'reloads while paying', ms: 50 },
];

export const SERVER_FAULTS: readonly OfferedFault<ShopFaultPoint>[] = [
  { point: 'crash-after-claim', does: 'kill -9, the key is claimed' },
  { point: 'pause-before-charge', does: 'stopped until you run kill -CONT' },
  { point: 'crash-before-charge', does: 'kill -9, nothing was sent' },
  { point: 'crash-after-charge', does: 'kill -9, charged, not written' },
  { point: 'crash-after-commit', does: 'kill -9, all is written' },
  { point: 'crash-before-answer', does: 'kill -9, the answer in hand' },
  { point: 'answer-slow', does: 'all is done, answered late', ms: 3000 },
  { point: 'answer-lost', does: 'all is done, the connection is cut' },
];

export const BANK_FAULTS: readonly OfferedFault[] = [
  { point: 'request-lost', does: 'cut, nothing was charged' },
  { point: 'answer-lost', does: 'charged, the answer is cut' },
  { point: 'slow', does: 'charged, answered late', ms: 4000 },
  { point: 'error-before', does: '500, nothing was charged' },
  { point: 'error-after', does: '500 after charging' },
  { point: 'unreachable', does: 'cut before it was read' },
  { point: 'webhook-lost', does: 'its message never arrives' },
  { point: 'webhook-duplicate', does: 'its message arrives twice' },
  { point: 'webhook-early', does: 'its message comes first' },
  { point: 'ignore-idempotency', does: 'forgets keys: charges anew' },
  { point: 'search-lag', does: 'lookups are late', ms: 3000 },
];
