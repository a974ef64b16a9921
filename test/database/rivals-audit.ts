// Judges what two rival servers told their shoppers against the bank's ledger and the tables, once
// all is over. Answers what is wrong, in words; knows nothing of how it came about.

import type { Database } from '../../src/server/database.ts';
import { picturesIn, type Rivals, type Told } from './rivals.ts';
import type { LedgerCharge } from './world.ts';

interface Attempt {
  readonly id: string;
  readonly key: string;
  readonly status: string;
  readonly captured: readonly LedgerCharge[];
}

interface Books {
  readonly charges: readonly LedgerCharge[];
  readonly attempts: readonly Attempt[];
  readonly told: readonly Told[];
}

const ATTEMPTS = `
  SELECT a.checkout_id, a.ordinal, a.key, a.status, c.live, c.paid, l.token
  FROM payonce_attempts a JOIN payonce_checkouts c ON c.id = a.checkout_id
  JOIN payonce_legs l ON l.checkout_id = a.checkout_id AND l.ordinal = a.ordinal
  WHERE c.tenant = $1 ORDER BY a.checkout_id, a.ordinal, l.leg`;

/** Everything that is wrong; nothing when all is well. */
export async function audit(rivals: Rivals, database: Database, tenant: string): Promise<string[]> {
  const charges = await rivals.charges();
  const captured = charges.filter((charge) => charge.status === 'captured');
  const rows = await database.query(ATTEMPTS, [tenant]);
  const attempts = rows.map((row) => {
    const id = String(row['checkout_id']);
    const place = `${id}.${String(row['ordinal'])}.`;
    return {
      id,
      key: String(row['key']),
      status: String(row['status']),
      captured: captured.filter((charge) => charge.key.startsWith(place)),
    };
  });
  const unfinished = rows
    .filter((row) => row['live'] !== null || row['token'] !== null)
    .map((row) => `${String(row['checkout_id'])} still has a live attempt or a token`);
  const books = { charges: captured, attempts, told: rivals.told };
  return [
    ...unfinished,
    ...chargedOnce(books),
    ...statesAreTrue(books),
    ...answersAreTrue(books),
  ].concat(answersAreStable(books), picturesAreStable(books));
}

function chargedOnce({ charges }: Books): string[] {
  const references = charges.map((charge) => charge.reference);
  return references
    .filter((reference, index) => references.indexOf(reference) !== index)
    .map((reference) => `${reference} was charged twice`);
}

function statesAreTrue({ attempts }: Books): string[] {
  const finals = new Set(['succeeded', 'declined', 'not_sent']);
  return attempts.flatMap(({ id, key, status, captured }) => [
    ...(finals.has(status) ? [] : [`${id} ${key} ended as ${status}`]),
    ...(captured.length === (status === 'succeeded' ? 1 : 0)
      ? []
      : [`${id} ${key} is ${status} with ${captured.length} captures`]),
  ]);
}

function capturedWith({ attempts }: Books, { checkoutId, key }: Told): readonly LedgerCharge[] {
  return attempts
    .filter((attempt) => attempt.id === checkoutId && attempt.key === key)
    .flatMap((attempt) => attempt.captured)
    .filter((charge, index, all) => all.indexOf(charge) === index);
}

function answersAreTrue(books: Books): string[] {
  return books.told.flatMap((one) => {
    const { call, status, checkoutId, key } = one;
    const where = `${call} ${checkoutId} ${key} told ${status}`;
    if (status >= 500 && !['bank-unavailable', 'temporarily-unavailable'].includes(code(one))) {
      return [`${where}: ${one.text}`];
    }
    const captures = capturedWith(books, one);
    if (call === 'pay' && status === 201) {
      const { amount } = JSON.parse(one.sent) as { amount: unknown };
      const as = JSON.stringify(amount);
      const right = captures.length === 1 && JSON.stringify(captures[0]?.amount) === as;
      const shown = JSON.stringify(one.body['amount']) === as;
      return right && shown ? [] : [`${where} of ${as}: ${JSON.stringify(captures)}`];
    }
    const nothingCharged =
      (call === 'pay' && status === 402) || (call === 'cancel' && status === 200);
    return nothingCharged && captures.length > 0 ? [`${where}, but it was charged`] : [];
  });
}

/** A final answer to one body is the same for ever. */
function answersAreStable({ told }: Books): string[] {
  const finals = told.filter(({ call, status }) => call === 'pay' && [201, 402].includes(status));
  return finals.flatMap((one) => {
    const first = finals.find(({ key, sent }) => key === one.key && sent === one.sent) ?? one;
    return first.text === one.text ? [] : [`${one.key} was told ${first.text}, then ${one.text}`];
  });
}

/** Pictures of one revision are one picture, and nobody is shown an older one than was shown. */
function picturesAreStable({ told }: Books): string[] {
  const byRevision = new Map<string, string>();
  return told.flatMap((one) =>
    picturesIn(one.body).flatMap((picture) => {
      const { id, revision, cartVersion, amount, lines, payment } = picture;
      const name = `${id} at revision ${revision}`;
      const shown = JSON.stringify({ cartVersion, amount, lines, payment });
      const before = byRevision.get(name) ?? shown;
      byRevision.set(name, before);
      return [
        ...(before === shown ? [] : [`${name} is ${before}, then ${shown} (${one.call})`]),
        ...(revision >= one.revisionBefore || one.checkoutId === ''
          ? []
          : [`${name} was shown after revision ${one.revisionBefore}`]),
      ];
    }),
  );
}

function code({ body }: Told): string {
  return String(body['code']);
}
