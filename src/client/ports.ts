// What the headless checkout needs from the page it lives on. A browser, a test and the simulator
// each hand in their own.

import type { QueryClient } from '@tanstack/query-core';
import type { Payment } from '../protocol/messages.ts';
import type { Clock, Fetch, Random } from '../protocol/ports.ts';

/**
 * Moments at which the page may have missed something and the server must be asked: the reason is
 * for logs only.
 */
export type WakeReason = 'online' | 'offline' | 'visible' | 'focus' | 'pageshow' | 'resume';

/** The page: whether it is online, where it is, and when it may have missed something. */
export interface PagePort {
  isOnline(): boolean;
  /**
   * The page's own address, against which an API path such as "/payonce" is resolved; none outside
   * of a page.
   */
  address?(): string | undefined;
  /** Calls `listener` at each such moment until the returned function is called. */
  onWake(listener: (reason: WakeReason) => void): () => void;
}

/**
 * What the shopper's other tabs say, as a courtesy: it may come late, be wrong or never come.
 * Nothing depends on it: it makes a tab ask the server and say who pays, and no more.
 */
export interface TabsPort {
  /** Tells the other tabs that this one pays, until the returned function is called. */
  announce(name: string): () => void;
  /** Calls `listener` when another tab begins or ends to pay, until the returned one is called. */
  listen(name: string, listener: (isPaying: boolean) => void): () => void;
}

/** All of the outside world that a checkout needs. */
export interface ClientPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly page: PagePort;
  readonly queryClient: QueryClient;
  readonly tabs?: TabsPort;
}

/** What came of turning the card into a token. */
export type TokenizeResult =
  | { readonly type: 'token'; readonly token: string; readonly method: Payment['method'] }
  /** The shopper must complete the fields, which already say what is missing. */
  | { readonly type: 'incomplete'; readonly message: string }
  | { readonly type: 'unreachable'; readonly message: string };

/** Where a payment method comes from: the bank's card frame, a wallet, a test. */
export interface MethodSource {
  tokenize(signal: AbortSignal): Promise<TokenizeResult>;
  /** After a decline the security code is asked again; everything else is kept. */
  clearSecurityCode?(): void;
  /** While a payment is in flight the fields take no typing. */
  lock?(locked: boolean): void;
}
