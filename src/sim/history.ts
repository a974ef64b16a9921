// What happened in a run, as an append-only list of plain facts: what people did and saw, what went
// over the wires, what the bank's books and the database's rows say, what went wrong on purpose.
// The auditor judges by it alone. Imports nothing of the product, so that no mistake is shared.

export interface Money {
  readonly value: number;
  readonly currency: string;
}

/** A row of the shop's database, column by column. */
export type StoredRow = Readonly<Record<string, unknown>>;

export interface RowChange {
  readonly table: string;
  /** Null: the row is new. */
  readonly before: StoredRow | null;
  /** Null: the row is gone. */
  readonly after: StoredRow | null;
}

/** What a page shows at one moment, as a person reads it. */
export interface Shown {
  /** `data-payonce-status` of the widget. */
  readonly status: string;
  /** The notice's type, or null. */
  readonly notice: string | null;
  /** Whether the notice says for sure that nothing was charged. */
  readonly saysNothingCharged: boolean;
  readonly canSubmit: boolean;
  readonly checkoutId: string | null;
  readonly checkoutStatus: string | null;
  readonly revision: number | null;
  /** What Pay would pay. */
  readonly amount: Money | null;
  readonly payment: {
    readonly id: string;
    readonly status: string;
    readonly amount: Money;
    readonly refunds: readonly { readonly status: string; readonly amount: Money }[];
  } | null;
}

/** One fact of the bank's own ledger, as the bank appended it. */
export type LedgerFact =
  | {
      readonly type: 'charged';
      readonly token: string;
      readonly charge: {
        readonly id: string;
        readonly reference: string;
        readonly key: string;
        readonly amount: Money;
        readonly status: 'pending' | 'captured' | 'declined' | 'canceled';
        /** What the bank calls the card or the account, by its last digits. */
        readonly last4?: string;
      };
    }
  | {
      readonly type: 'settled';
      readonly charge: string;
      readonly verdict: 'captured' | 'declined' | 'canceled';
    }
  | { readonly type: 'key-canceled'; readonly key: string }
  | {
      readonly type: 'refunded';
      readonly refund: {
        readonly id: string;
        readonly key: string;
        readonly charge: string;
        readonly amount: Money;
        readonly status: 'succeeded' | 'failed';
      };
    }
  | { readonly type: 'reversed'; readonly charge: string };

export type PageState = 'frozen' | 'thawed' | 'offline' | 'online' | 'hidden' | 'visible';
export type ServerState = 'started' | 'crashed' | 'paused' | 'resumed' | 'drained';
export type GatewayCallKind = 'charge' | 'lookup' | 'cancel' | 'refund' | 'list' | 'other';

/** One fact. `page` names one load of a page: a reload is another page. */
export type Fact =
  // People.
  | {
      readonly type: 'page-opened';
      readonly page: string;
      readonly shopper: string;
      readonly cart: string;
      readonly kind: 'checkout' | 'confirmation';
    }
  | { readonly type: 'page-closed'; readonly page: string }
  /** A page that is frozen or offline learns nothing until it is back. */
  | { readonly type: 'page-state'; readonly page: string; readonly what: PageState }
  /** A person activated Pay of a page that offered it, having read `shown`. */
  | {
      readonly type: 'pressed';
      readonly page: string;
      readonly shopper: string;
      readonly cart: string;
      readonly shown: Shown;
    }
  /** What `submit()` resolved to; `pressN` is the press's entry, null where Pay was shut. */
  | {
      readonly type: 'submit-ended';
      readonly page: string;
      readonly pressN: number | null;
      readonly result: string;
    }
  | {
      readonly type: 'shown';
      readonly page: string;
      readonly shopper: string;
      readonly cart: string;
      readonly shown: Shown;
    }
  /** One of the widget's own events, such as `complete`. */
  | {
      readonly type: 'widget-event';
      readonly page: string;
      readonly name: string;
      readonly paymentId: string | null;
    }
  /** The shopper changed what is in the cart; `version` and `amount` are the new ones. */
  | {
      readonly type: 'cart-changed';
      readonly cart: string;
      readonly version: string;
      readonly amount: Money;
    }
  /** The shopper's word at the bank's own page. */
  | {
      readonly type: 'authenticated';
      readonly shopper: string;
      readonly charge: string;
      readonly answer: 'approve' | 'decline';
    }
  | {
      readonly type: 'principal-changed';
      readonly cart: string;
      readonly from: string;
      readonly to: string;
    }
  // The wire between pages (or the merchant, or strangers) and servers. `exchange` names one
  // `fetch`; each copy of it that travels is counted by `copy` from 1.
  | {
      readonly type: 'requested';
      readonly exchange: number;
      readonly from: string;
      readonly principal: string | null;
      readonly method: string;
      readonly path: string;
      readonly key: string | null;
      readonly body: string;
    }
  | {
      readonly type: 'arrived';
      readonly exchange: number;
      readonly copy: number;
      readonly server: string;
    }
  /** The server's answer as it left the server, whether or not it arrived. */
  | {
      readonly type: 'answered';
      readonly exchange: number;
      readonly copy: number;
      readonly server: string;
      readonly status: number;
      readonly replayed: boolean;
      readonly body: string;
    }
  /** Null: it failed, or the caller gave it up. `cut`: of the answer only the status is whole. */
  | {
      readonly type: 'received';
      readonly exchange: number;
      readonly status: number | null;
      readonly cut?: true;
    }
  // The wire between servers and the bank. A call is noted as the server hands it to `fetch`.
  | {
      readonly type: 'gateway-called';
      readonly call: number;
      readonly server: string;
      readonly kind: GatewayCallKind;
      readonly gatewayKey: string | null;
      readonly reference: string | null;
      readonly amount: Money | null;
      /** The exchanges that this server is answering while it calls, for who caused the call. */
      readonly answering: readonly number[];
      /** Its sweep or its start was under way as well, so that nobody need have asked for it. */
      readonly sweeping: boolean;
    }
  /** `status` null: no answer reached the server. */
  | { readonly type: 'gateway-answered'; readonly call: number; readonly status: number | null }
  /** The bank wrote a fact into its books: the ground truth. */
  | { readonly type: 'ledger'; readonly fact: LedgerFact }
  /** `exchange` carries it. Not `genuine`: its bytes are not what the bank signed. */
  | {
      readonly type: 'webhook-sent';
      readonly event: string;
      readonly exchange: number;
      readonly genuine: boolean;
    }
  // The database.
  | {
      readonly type: 'committed';
      readonly version: number;
      /** Whose connection it was; null: the storefront's own. */
      readonly server: string | null;
      readonly changes: readonly RowChange[];
    }
  /** The database forgot every commit after `version`. */
  | { readonly type: 'rolled-back'; readonly version: number }
  // The storefront was told by payonce of an event; `accepted` when its handler did not throw.
  | {
      readonly type: 'told';
      readonly server: string;
      readonly event: { readonly id: string; readonly type: string; readonly checkoutId: string };
      readonly accepted: boolean;
    }
  | {
      readonly type: 'refund-asked';
      readonly checkoutId: string;
      readonly amount: Money | null;
      readonly key: string;
    }
  // The world.
  | { readonly type: 'server'; readonly server: string; readonly what: ServerState }
  /** Something went wrong on purpose. `what` is its kind; by `key` another run can leave it out. */
  | { readonly type: 'fault'; readonly key: string; readonly what: string }
  /** A server told its host of an error. */
  | {
      readonly type: 'error-told';
      readonly server: string;
      readonly where: string;
      readonly message: string;
    }
  /** Nothing goes wrong from here on. */
  | { readonly type: 'healed' }
  /** Everything has had its time. */
  | { readonly type: 'ended' };

export type HistoryEntry = Fact & {
  /** Its place in the history, from 0. */
  readonly n: number;
  /** Virtual milliseconds since 1970. */
  readonly at: number;
};

export type History = readonly HistoryEntry[];

/** A promise that was broken, in words. */
export interface Violation {
  /** Which promise, such as `captured-once`: the same for every breach of it. */
  readonly promise: string;
  /** What happened, in one or two sentences with ids and amounts. */
  readonly words: string;
  /** The entries that show it. */
  readonly entries: readonly number[];
  /** A promise to people, or one that a single layer keeps. */
  readonly level: 'end-to-end' | 'layer';
}
