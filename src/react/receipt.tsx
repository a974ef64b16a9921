// A checkout as a receipt: amount, reference, how it was paid, what was bought, what came back.
// Shows what the server said and adds nothing up.

import type { ReactNode } from 'react';
import type { Checkout, Payment, Refund } from '../protocol/messages.ts';
import { formatMoney, type Money } from '../protocol/money.ts';
import { AlertIcon, ClockIcon, TickIcon } from './icons.tsx';
import { Lines } from './summary.tsx';
import { fill, type Messages } from './words.ts';

interface ReceiptProps {
  readonly checkout: Checkout;
  readonly words: Messages;
  readonly locale: string;
}

export function Receipt({ checkout, words, locale }: ReceiptProps): ReactNode {
  const { payment, lines } = checkout;
  const money = (amount: Money) => formatMoney(amount, locale);
  const isPaid = payment?.status === 'succeeded';
  const amount = isPaid ? payment.amount : checkout.amount;
  const method =
    payment !== null && payment.status !== 'declined' ? methodText(payment, words) : '';
  return (
    <>
      <dl className="payonce-facts">
        <Fact name={isPaid ? words.amountPaid : words.amountDue} isLarge>
          <bdi>{money(amount)}</bdi>
        </Fact>
        <Fact name={words.reference}>
          <Reference id={checkout.id} />
        </Fact>
        {method !== '' && <Fact name={isPaid ? words.paidWith : words.payingWith}>{method}</Fact>}
        {isPaid && <Fact name={words.date}>{dateText(payment.createdAt, locale)}</Fact>}
      </dl>
      {lines.length > 0 && (
        <section className="payonce-part">
          <h2 className="payonce-part__heading">{isPaid ? words.bought : words.buying}</h2>
          <Lines lines={lines} words={words} locale={locale} formatMoney={money} />
        </section>
      )}
      {payment !== null && payment.refunds.length > 0 && (
        <section className="payonce-part">
          <h2 className="payonce-part__heading">{words.refunds}</h2>
          <ul className="payonce-lines payonce-lines--roomy">
            {payment.refunds.map((refund) => (
              <li className="payonce-lines__line" key={refund.id}>
                <RefundState refund={refund} words={words} locale={locale} />
                <bdi className="payonce-lines__amount">{money(refund.amount)}</bdi>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

interface RefundStateProps {
  readonly refund: Refund;
  readonly words: Messages;
  readonly locale: string;
}

/** How a refund stands, by a shape and by words, and why it was made. */
function RefundState({ refund, words, locale }: RefundStateProps): ReactNode {
  const Icon = REFUND_ICONS[refund.status];
  return (
    <span className={`payonce-refund payonce-refund--${refund.status}`}>
      <Icon className="payonce-refund__icon" />
      <span className="payonce-lines__name">
        {refundText(refund, words, locale)}
        {refund.reason.trim() !== '' && (
          <bdi className="payonce-refund__reason">{refund.reason}</bdi>
        )}
      </span>
    </span>
  );
}

const REFUND_ICONS = { succeeded: TickIcon, pending: ClockIcon, failed: AlertIcon } as const;

interface FactProps {
  readonly name: string;
  readonly isLarge?: boolean;
  readonly children: ReactNode;
}

function Fact({ name, isLarge = false, children }: FactProps): ReactNode {
  return (
    <div
      className={isLarge ? 'payonce-facts__row payonce-facts__row--large' : 'payonce-facts__row'}
    >
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/**
 * May break in its middle: a line that is too short for it does not leave one letter for the next.
 */
function Reference({ id }: { readonly id: string }): ReactNode {
  const middle = Math.ceil(id.length / 2);
  return (
    <span className="payonce-facts__reference">
      {id.slice(0, middle)}
      <wbr />
      {id.slice(middle)}
    </span>
  );
}

// Brands write themselves; an unknown one is shown as the bank says it.
const BRANDS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  maestro: 'Maestro',
};

function methodText({ method: { type, brand, last4 } }: Payment, words: Messages): string {
  const kind = type === 'bank_debit' ? words.bankDebit : '';
  const name = brand === undefined ? kind : (BRANDS[brand] ?? brand);
  if (last4 === undefined) return name;
  return fill(words.cardEnding, { brand: name, last4 }).trim();
}

function refundText(refund: Refund, words: Messages, locale: string): string {
  const date = dateText(refund.createdAt, locale);
  switch (refund.status) {
    case 'succeeded':
      return fill(words.refundSucceeded, { date });
    case 'pending':
      return fill(words.refundPending, { date });
    case 'failed':
      return words.refundFailed;
    default:
      return refund.status satisfies never;
  }
}

function dateText(iso: string, locale: string): string {
  const date = new Date(iso);
  // A date that cannot be read is shown as it came rather than not at all.
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(date);
}
