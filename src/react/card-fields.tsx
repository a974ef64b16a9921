// The place where the bank's card fields appear: a frame from the bank's own origin, so that no
// digit reaches this page. Knows when to show it and what to say if it does not come; the fields
// themselves are the bank's.

import { useCallback, useState, type ReactNode } from 'react';
import type { Snapshot } from '../client/snapshot.ts';
import { AlertIcon } from './icons.tsx';
import { FieldsSkeleton } from './skeleton.tsx';
import { useCardFrame } from './use-card-frame.ts';
import { useCheckout } from './use-checkout.ts';

/**
 * The bank's card fields in a frame, which stays where it is and as it is while the checkout
 * changes around it.
 */
export function CardFields(): ReactNode {
  const { snapshot } = useCheckout();
  const { status, checkout } = snapshot;
  const address = useFrameAddress(checkout?.gateway.clientUrl ?? null);
  const [wasShown, setWasShown] = useState(false);
  const wish = wishOf(snapshot);
  const isShown = wish === 'show' || (wish === 'keep' && wasShown);
  // A payment found on arrival needs no second form; one begun here keeps its own until it is over.
  if (wish !== 'keep' && wasShown !== isShown) setWasShown(isShown);
  if (status === 'loading') return <FieldsSkeleton />;
  if (!isShown || address === null) return null;
  return <Frames key={address.src} address={address} />;
}

/** Whether a state wants the fields, keeps them if they are there, or is done with them. */
function wishOf({ status, notice }: Snapshot): 'show' | 'keep' | 'hide' {
  switch (status) {
    case 'ready':
    case 'declined':
    case 'offline':
      return 'show';
    case 'loading':
    case 'paying':
    case 'checking':
    case 'paid':
      return 'keep';
    case 'error':
      return notice?.type === 'not-found' ? 'hide' : 'keep';
    case 'action':
    case 'processing':
    case 'expired':
      return 'hide';
    default:
      return status satisfies never;
  }
}

interface FrameAddress {
  readonly clientUrl: string;
  /** With this page's origin, so that the frame knows whom it may listen to. */
  readonly src: string;
}

/**
 * The frame's address, made once: another one would load the fields anew and drop what was typed.
 */
function useFrameAddress(clientUrl: string | null): FrameAddress | null {
  const [held, setHeld] = useState<FrameAddress | null>(null);
  if (clientUrl === null || held?.clientUrl === clientUrl) return held;
  const next = { clientUrl, src: frameSource(clientUrl) };
  setHeld(next);
  return next;
}

function frameSource(clientUrl: string): string {
  const url = new URL(clientUrl, window.location.href);
  url.searchParams.set('origin', window.location.origin);
  return url.href;
}

/**
 * A frame, and another one in its place when the shopper asks for it because the first never came
 * to life.
 */
function Frames({ address }: { readonly address: FrameAddress }): ReactNode {
  const [tries, setTries] = useState(0);
  const retry = useCallback(() => setTries((count) => count + 1), []);
  return <Frame key={tries} address={address} onRetry={retry} />;
}

interface FrameProps {
  readonly address: FrameAddress;
  readonly onRetry: () => void;
}

function Frame({ address, onRetry }: FrameProps): ReactNode {
  const { messages } = useCheckout();
  const { frame, phase, heightPx, onLoad } = useCardFrame(address.clientUrl);
  return (
    <div className={`payonce-card payonce-card--${phase}`}>
      <iframe
        className="payonce-card__frame"
        ref={frame}
        title={messages.cardFields}
        src={address.src}
        height={heightPx}
        onLoad={onLoad}
      />
      {phase === 'loading' && <FieldsSkeleton />}
      {phase === 'missing' && (
        <div className="payonce-card__missing" role="alert">
          <AlertIcon className="payonce-status__icon" />
          <p>{messages.cardFieldsMissing}</p>
          <button type="button" className="payonce-card__reload" onClick={onRetry}>
            {messages.cardFieldsReload}
          </button>
        </div>
      )}
    </div>
  );
}
