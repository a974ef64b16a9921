// What a run is made of before it begins: who shops and what they do, how many servers there are,
// which faults exist and how often they strike. Plain data, drawn from a seed elsewhere, so that
// a run can be repeated, cut down and kept. Knows nothing of how any of it is done.

/** Faults that strike single messages, calls or steps, each with its own rate. */
export const FAULTS = [
  // Between a page and a server.
  'request-lost',
  'answer-lost',
  'answer-cut',
  'delayed',
  'doubled',
  'browser-resend',
  'proxy-502',
  'proxy-503',
  'proxy-429',
  // Between a server and the bank.
  'bank-request-lost',
  'bank-answer-lost',
  'bank-delayed',
  'bank-doubled',
  'bank-refused',
  // The bank itself.
  'bank-error-before',
  'bank-error-after',
  // Whoever asks again with this key hears of the same error again.
  'bank-keeps-error',
  'bank-forgets-key',
  'bank-search-lag',
  // Of any call but a charge: an error, whether or not it was done.
  'bank-stumbles',
  // A server stands still for longer than its lease, from the moment a charge is answered.
  'stall-over-charge',
  'webhook-lost',
  'webhook-doubled',
  'webhook-late',
  'webhook-forged',
  // A server and its database.
  'crash-before-call',
  'crash-after-call',
  'pause',
  'statement-lost',
  'commit-unknown',
  'serialization-failure',
  'stale-snapshot',
  'slow-statement',
  // The storefront's own handler throws.
  'handler-throws',
  // The page's storage and channels between tabs throw.
  'tabs-throw',
  // By up to a day, from the page's first moment to its last.
  'page-clock-wrong',
] as const;

export type FaultKind = (typeof FAULTS)[number];

export type CardKind =
  | 'good'
  | 'declined'
  | 'insufficient'
  | 'stolen'
  | 'technical'
  | 'authentication'
  | 'authentication-declined'
  | 'debit'
  | 'debit-fails'
  | 'debit-returns';

/** Something a person does, at a moment after the run's beginning. */
export type Act = { readonly id: string; readonly atMs: number; readonly shopper: string } & (
  | { readonly type: 'open'; readonly tab: string; readonly cart: string }
  | { readonly type: 'open-confirmation'; readonly tab: string; readonly cart: string }
  | { readonly type: 'reload'; readonly tab: string }
  | { readonly type: 'close'; readonly tab: string }
  /** Into the back-forward cache: time passes, the page does not run, then it comes back. */
  | { readonly type: 'freeze'; readonly tab: string; readonly forMs: number }
  /** `times` presses within one moment, `gapMs` apart. */
  | {
      readonly type: 'press';
      readonly tab: string;
      readonly card: CardKind;
      readonly times: number;
      readonly gapMs: number;
      /** 0 or 1: which widget, on a page that has two. */
      readonly widget: number;
    }
  | { readonly type: 'cancel'; readonly tab: string }
  | { readonly type: 'offline'; readonly tab: string; readonly forMs: number }
  | { readonly type: 'focus'; readonly tab: string }
  /** Another window is in front of all pages: they go on unseen. */
  | { readonly type: 'look-away'; readonly forMs: number }
  | { readonly type: 'authenticate'; readonly answer: 'approve' | 'decline' }
  /** Absent: the currency in which every cart begins. */
  | {
      readonly type: 'change-cart';
      readonly cart: string;
      readonly value: number;
      readonly currency?: string;
    }
  | { readonly type: 'sign-in'; readonly cart: string; readonly as: string }
  /** The merchant gives money back; null: the rest. */
  | {
      readonly type: 'refund';
      readonly cart: string;
      readonly value: number | null;
      readonly times: number;
    }
  /** Somebody else tries the shopper's checkout with what they could have seen of it. */
  | { readonly type: 'steal'; readonly cart: string }
);

/** What is done, without its name and whose it is. */
export type Deed = Act extends infer T
  ? T extends Act
    ? Omit<T, 'id' | 'atMs' | 'shopper'>
    : never
  : never;

/** Something that befalls a whole machine, at a moment after the run's beginning. */
export type Trouble = { readonly id: string; readonly atMs: number } & (
  | { readonly type: 'crash'; readonly server: number; readonly downMs: number }
  | { readonly type: 'pause'; readonly server: number; readonly forMs: number }
  | { readonly type: 'rolling-restart' }
  | { readonly type: 'lose-commits'; readonly count: number }
  | {
      readonly type: 'partition';
      readonly between: CutOff;
      readonly server: number;
      readonly forMs: number;
    }
  /** Absent: all of it, and its pages for shoppers too. */
  | { readonly type: 'bank-down'; readonly forMs: number; readonly part?: BankPart }
  | { readonly type: 'skew'; readonly server: number; readonly byMs: number }
);

/** What befalls it, without its name. */
export type Mishap = Trouble extends infer T
  ? T extends Trouble
    ? Omit<T, 'id' | 'atMs'>
    : never
  : never;

export type CutOff = 'pages' | 'bank' | 'database';

/**
 * What of a bank may fail on its own: taking money, telling of it, giving it back or calling off.
 */
export type BankPart = 'charges' | 'questions' | 'returns';

export interface Plan {
  readonly seed: number;
  readonly store: 'memory' | 'pglite';
  /** How many servers share the database. */
  readonly servers: number;
  readonly reconcileFirst: boolean;
  readonly keyLifetimeMs: number;
  /** How often each server sweeps. */
  readonly sweepMs: number;
  /** How long the bank waits for a shopper's word; absent: a quarter of an hour. */
  readonly authenticationMs?: number;
  /** How long a server stands still that `pause` strikes; absent: drawn each time, up to 40 s. */
  readonly pauseMs?: number;
  /** How often each fault strikes where it can: 0 to 1; absent: never. */
  readonly rates: Readonly<Partial<Record<FaultKind, number>>>;
  readonly acts: readonly Act[];
  readonly troubles: readonly Trouble[];
  /** Faults strike until then. */
  readonly chaosMs: number;
  /** Strikes whatever the rates, by the key that the fault has in the history. */
  readonly forced: Readonly<Record<string, FaultKind>>;
  /** Ids of acts and troubles, and keys of faults, that this run leaves out. */
  readonly without: readonly string[];
}
