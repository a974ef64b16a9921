// The cards and accounts a visitor of the demo can pay with, and what each one does. Copies a
// number on a click; where the browser forbids it, the number stands there to be selected.

import { useState } from 'react';

interface TestCard {
  readonly number: string;
  readonly does: string;
}

const SUCCEEDS: TestCard = { number: '4242 4242 4242 4242', does: 'The payment succeeds' };

const TEST_CARDS: readonly TestCard[] = [
  SUCCEEDS,
  { number: '4000 0000 0000 9995', does: 'Declined, not enough funds' },
  { number: '4000 0000 0000 0002', does: 'Declined, no reason given' },
  { number: '4000 0000 0000 9979', does: 'Declined, card stolen' },
  { number: '4000 0000 0000 0119', does: 'Declined, bank in trouble' },
  { number: '4000 0027 6000 3184', does: 'Asks you at the bank, then succeeds' },
  { number: '4000 0084 0000 1629', does: 'Asks you at the bank, then declines' },
  { number: 'DE89 3704 0044 0532 0130 00', does: 'Bank debit, arrives later' },
  { number: 'DE62 3704 0044 0532 0130 01', does: 'Bank debit, fails later' },
];

export function TestCards() {
  const [copied, setCopied] = useState<string | null>(null);
  return (
    <section className="test-cards" aria-labelledby="test-cards-heading">
      <h2 id="test-cards-heading">Test cards and accounts</h2>
      <p>A card with any future date and any three digits.</p>
      <ul>
        {TEST_CARDS.map((card) => (
          <li key={card.number}>
            <CopyCard card={card} isCopied={copied === card.number} onCopied={setCopied} />
          </li>
        ))}
      </ul>
      <p className="visually-hidden" aria-live="polite">
        {copied === null ? '' : `Copied ${copied}.`}
      </p>
    </section>
  );
}

interface CopyCardProps {
  readonly card: TestCard;
  readonly isCopied: boolean;
  readonly onCopied: (number: string) => void;
}

function CopyCard({ card, isCopied, onCopied }: CopyCardProps) {
  return (
    <div className="test-card">
      <span className="test-card-number">{card.number}</span>
      <span className="test-card-does">{card.does}</span>
      <button
        className="text-button"
        type="button"
        onClick={() => void copy(card.number).then((done) => done && onCopied(card.number))}
      >
        {isCopied ? 'Copied' : 'Copy'}
        <span className="visually-hidden"> {card.number}</span>
      </button>
    </div>
  );
}

/**
 * The card that pays, for the bar at the top: where a phone has no room beside the form, it comes
 * before it.
 */
export function PayingCard() {
  const [isCopied, setCopied] = useState(false);
  return (
    <p className="paying-card">
      <span>
        Pay with <span className="test-card-number">{SUCCEEDS.number}</span>
      </span>
      <button
        className="text-button"
        type="button"
        onClick={() => void copy(SUCCEEDS.number).then(setCopied)}
      >
        {isCopied ? 'Copied' : 'Copy'}
        <span className="visually-hidden"> the test card</span>
      </button>
    </p>
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused, or no secure context.
    return false;
  }
}
