// What is bought and what it costs. The total is always in sight; the lines fold away. Shows what
// the server said and adds nothing up.

import type { ReactNode } from 'react';
import type { Checkout } from '../protocol/messages.ts';
import type { Money } from '../protocol/money.ts';
import { ChevronIcon } from './icons.tsx';
import { SummarySkeleton } from './skeleton.tsx';
import { useCheckout } from './use-checkout.ts';
import { fill, fillPlural, type Messages } from './words.ts';

/** The checkout's lines, folded, under a total that is always in sight. */
export function Summary(): ReactNode {
  const { snapshot, formatMoney, messages, locale } = useCheckout();
  const { checkout, status } = snapshot;
  if (checkout === null) return status === 'loading' ? <SummarySkeleton /> : null;
  const total = (
    <span className="payonce-summary__total">
      <span className="payonce-unseen">{messages.total} </span>
      <bdi>{formatMoney(checkout.amount)}</bdi>
    </span>
  );
  if (checkout.lines.length === 0) {
    return (
      <div className="payonce-summary">
        <p className="payonce-summary__row">
          <span className="payonce-summary__count" aria-hidden="true">
            {messages.total}
          </span>
          {total}
        </p>
      </div>
    );
  }
  const pieces = checkout.lines.reduce((sum, line) => sum + line.quantity, 0);
  return (
    <details className="payonce-summary">
      <summary className="payonce-summary__row">
        <span className="payonce-summary__count">
          {fillPlural(messages.items, pieces, locale)}
          <ChevronIcon className="payonce-summary__chevron" />
        </span>
        {total}
      </summary>
      <Lines lines={checkout.lines} words={messages} locale={locale} formatMoney={formatMoney} />
    </details>
  );
}

interface LinesProps {
  readonly lines: Checkout['lines'];
  readonly words: Messages;
  readonly locale: string;
  readonly formatMoney: (money: Money) => string;
}

export function Lines({ lines, words, locale, formatMoney }: LinesProps): ReactNode {
  const count = (quantity: number) => new Intl.NumberFormat(locale).format(quantity);
  return (
    <ul className="payonce-lines">
      {lines.map((line, index) => (
        // A receipt's lines have no ids, and their order is all that tells two alike ones apart.
        <li className="payonce-lines__line" key={index}>
          <span className="payonce-lines__name">
            <bdi>{line.name}</bdi>
            {line.quantity > 1 && (
              <span className="payonce-lines__quantity">
                <span aria-hidden="true"> × {count(line.quantity)}</span>
                <span className="payonce-unseen">
                  , {fill(words.quantity, { count: count(line.quantity) })}
                </span>
              </span>
            )}
          </span>
          <bdi className="payonce-lines__amount">{formatMoney(line.amount)}</bdi>
        </li>
      ))}
    </ul>
  );
}
