// Holds what shoppers were told and what the database says against the bank's books, once all is
// quiet. Answers every contradiction; an empty list is what must hold.

import { SERVER_CONSENT_MS } from '../../src/protocol/consent.ts';
import { FIRST_STOCK, PRODUCTS } from '../../src/shop/products.ts';
import { legPlaceOf } from '../../src/server/identity.ts';
import type { BankBooks, BankCharge, Row, Rows } from './books.ts';
import type { Story } from './shopper.ts';

export interface Violation {
  readonly what: string;
  /** Null: of the shop as a whole. */
  readonly checkoutId: string | null;
}

export interface Audit {
  readonly violations: readonly Violation[];
  readonly captured: number;
  readonly doubles: number;
  readonly lost: number;
  readonly paid: number;
}

// The way from the last look at the clock to the bank's, on a busy machine.
const WAY_TO_BANK_MS = 1_000;

export async function audit(
  rows: Rows,
  books: BankBooks,
  stories: readonly Story[],
): Promise<Audit> {
  const checkouts = await rows.ask('SELECT * FROM payonce_checkouts');
  const attempts = await rows.ask('SELECT * FROM payonce_attempts');
  const kept = await rows.ask('SELECT * FROM payonce_charges WHERE kept');
  const desk = new Desk(books, checkouts, attempts, kept);
  const doubles = desk.doubles();
  const lost = desk.lost();
  const violations = [
    ...doubles,
    ...lost,
    ...desk.unpaid(),
    ...desk.late(),
    ...stories.flatMap((story) => desk.lies(story)),
    ...(await refundsDiffer(rows, books)),
    ...(await untold(rows)),
    ...(await stockDiffers(rows, attempts)),
  ];
  const captured = desk.captured.length;
  const paid = checkouts.filter((row) => row['paid'] !== null).length;
  return { violations, captured, doubles: doubles.length, lost: lost.length, paid };
}

class Desk {
  readonly captured: readonly BankCharge[];
  readonly #all: readonly BankCharge[];
  readonly #checkouts: readonly Row[];
  readonly #attempts: ReadonlyMap<string, Row>;
  readonly #byKey: ReadonlyMap<string, Row>;
  readonly #kept: ReadonlyMap<string, Row>;
  readonly #refunded = new Map<string, number>();

  constructor(
    books: BankBooks,
    checkouts: readonly Row[],
    attempts: readonly Row[],
    kept: readonly Row[],
  ) {
    this.#all = books.charges;
    this.captured = books.charges.filter(({ status }) => status === 'captured');
    this.#checkouts = checkouts;
    const place = (row: Row) => `${String(row['checkout_id'])}.${String(row['ordinal'])}`;
    this.#attempts = new Map(attempts.map((row) => [place(row), row]));
    const sent = attempts.filter((row) => row['status'] !== 'not_sent');
    this.#byKey = new Map(sent.map((row) => [String(row['key']), row]));
    this.#kept = new Map(kept.map((row) => [String(row['charge_id']), row]));
    for (const { charge, amount } of books.refunds) {
      this.#refunded.set(charge, (this.#refunded.get(charge) ?? 0) + amount.value);
    }
  }

  doubles(): Violation[] {
    const counts = new Map<string, number>();
    for (const { reference } of this.captured) {
      counts.set(reference, (counts.get(reference) ?? 0) + 1);
    }
    return [...counts]
      .filter(([, count]) => count > 1)
      .map(([checkoutId, count]) => ({ what: `was charged ${count} times`, checkoutId }));
  }

  /** Captures that neither pay their checkout nor went back. */
  lost(): Violation[] {
    return this.captured
      .filter(({ id, amount }) => !this.#kept.has(id) && this.#refunded.get(id) !== amount.value)
      .map(({ id, reference }) => ({ what: `charge ${id} is lost`, checkoutId: reference }));
  }

  /** Checkouts that count as paid and were not charged exactly their quote. */
  unpaid(): Violation[] {
    return this.#checkouts.flatMap((checkout) => {
      if (checkout['paid'] === null) return [];
      const checkoutId = String(checkout['id']);
      const attempt = this.#attempts.get(`${checkoutId}.${Number(checkout['paid'])}`);
      const charge = this.captured.find(({ id, reference }) => {
        return reference === checkoutId && this.#kept.has(id);
      });
      if (charge === undefined) return [{ what: 'is paid without a charge', checkoutId }];
      const quoted = attempt?.['amount_value'];
      if (charge.amount.value === quoted) return [];
      return [{ what: `charged ${charge.amount.value}, quoted ${String(quoted)}`, checkoutId }];
    });
  }

  /** Charges that reached the bank when the shopper's consent was over. */
  late(): Violation[] {
    return this.#all.flatMap(({ id, key, reference, createdAt }) => {
      const place = legPlaceOf(key);
      const attempt = this.#attempts.get(`${reference}.${place?.ordinal ?? 0}`);
      if (attempt === undefined)
        return [{ what: `charge ${id} has no attempt`, checkoutId: reference }];
      const afterMs = createdAt - Number(attempt['created_at']);
      if (afterMs <= SERVER_CONSENT_MS + WAY_TO_BANK_MS) return [];
      return [
        { what: `charge ${id} was sent ${afterMs} ms after its claim`, checkoutId: reference },
      ];
    });
  }

  /** What a shopper was told that is not so. */
  lies({ checkoutId, tellings, isPaid, seen }: Story): Violation[] {
    const found: Violation[] = [];
    const mine = this.captured.filter(({ reference }) => reference === checkoutId);
    if (!isPaid) found.push({ what: 'was never paid, however often they tried', checkoutId });
    if (isPaid && mine.length === 0) found.push({ what: 'was told "paid", uncharged', checkoutId });
    if (isPaid && mine.some(({ amount }) => amount.value !== seen)) {
      found.push({ what: `saw ${seen}, was charged something else`, checkoutId });
    }
    for (const { key } of tellings.filter(({ said }) => said === 'declined')) {
      const ordinal = Number(this.#byKey.get(key)?.['ordinal'] ?? 0);
      const charged = mine.some((charge) => legPlaceOf(charge.key)?.ordinal === ordinal);
      if (charged) found.push({ what: `was told "declined" for ${key}, charged`, checkoutId });
    }
    return found;
  }
}

async function refundsDiffer(rows: Rows, books: BankBooks): Promise<Violation[]> {
  const found = await rows.ask("SELECT * FROM payonce_refunds WHERE status = 'succeeded'");
  const ours = new Map(found.map((row) => [String(row['gateway_refund_id']), row]));
  const strangers = books.refunds.filter(({ id }) => !ours.has(id));
  const theirs = new Set(books.refunds.map(({ id }) => id));
  const missing = [...ours].filter(([id]) => !theirs.has(id));
  return [
    ...strangers.map(({ id }) => ({ what: `refund ${id} is not in our books`, checkoutId: null })),
    ...missing.map(([id, row]) => ({
      what: `refund ${id} is not in the bank's books`,
      checkoutId: String(row['checkout_id']),
    })),
  ];
}

// Every fact has its event, and everybody heard it.
const UNTOLD = `
  SELECT c.id, 'has no delivered event of its payment' AS what FROM payonce_checkouts c
  WHERE c.paid IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM payonce_outbox o
    WHERE o.checkout_id = c.id AND o.type = 'paid' AND o.status = 'delivered')
  UNION ALL
  SELECT r.checkout_id, 'has no delivered event of a refund' FROM payonce_refunds r
  WHERE r.status = 'succeeded' AND r.cause = 'merchant' AND NOT EXISTS (
    SELECT 1 FROM payonce_outbox o
    WHERE o.checkout_id = r.checkout_id AND o.type = 'refunded' AND o.status = 'delivered')
  UNION ALL
  SELECT o.checkout_id, 'has an event that is ' || o.status FROM payonce_outbox o
  WHERE o.status <> 'delivered'`;

async function untold(rows: Rows): Promise<Violation[]> {
  const found = await rows.ask(UNTOLD);
  return found.map((row) => ({ what: String(row['what']), checkoutId: String(row['id']) }));
}

/** The shelf must have lost exactly what was paid for. */
async function stockDiffers(rows: Rows, attempts: readonly Row[]): Promise<Violation[]> {
  const sold = new Map<string, number>();
  for (const attempt of attempts.filter(({ status }) => status === 'succeeded')) {
    const lines = JSON.parse(String(attempt['lines'])) as { name: string; quantity: number }[];
    for (const { name, quantity } of lines) sold.set(name, (sold.get(name) ?? 0) + quantity);
  }
  const stock = await rows.ask('SELECT sku, left_over FROM shop_stock');
  const left = new Map(stock.map((row) => [String(row['sku']), Number(row['left_over'])]));
  return PRODUCTS.flatMap(({ sku, name }) => {
    const gone = FIRST_STOCK - (left.get(sku) ?? 0);
    const paidFor = sold.get(name) ?? 0;
    if (gone === paidFor) return [];
    return [
      { what: `stock of ${sku} fell by ${gone}, paid for were ${paidFor}`, checkoutId: null },
    ];
  });
}
