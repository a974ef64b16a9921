// Everything that can happen in the small world, by name: what people do, what comes to the bank
// and from it, what a server does, what goes wrong, and time. Types only.

type Each<Type extends string, More> = Type extends string ? { readonly type: Type } & More : never;

interface OfLeg {
  readonly attempt: number;
  readonly leg: number;
}

/** A server's call arrives, its answer is heard or lost, its statement is run; it dies. */
export type Deed = 'arrive' | 'hear' | 'lose' | 'not-sent' | 'write' | 'crash';

export type Action =
  | Each<'press' | 'sweep' | 'tick', unknown>
  | Each<'press-again', { readonly attempt: number }>
  | Each<'ask-refund' | 'tell-refund' | 'refund-late', { readonly refund: number }>
  | Each<'tell', OfLeg & { readonly which: 'waits' | 'ended' }>
  | Each<Deed, { readonly worker: number }>
  /** A charge that nobody waits for any more arrives after all. */
  | Each<'arrive-late', OfLeg>
  | Each<'decide', OfLeg & { readonly says: 'yes' | 'no' }>;
