// What a page shows while it has nothing to show: before the shop answered, when it does not
// answer, when there is nothing. Says what to do next.

import type { ReactNode } from 'react';

/** A short page of words: an empty cart, a missing page. */
export function Quiet(props: { heading: string; children: ReactNode; art?: ReactNode }) {
  return (
    <section className="quiet">
      {props.art}
      <h1>{props.heading}</h1>
      {props.children}
    </section>
  );
}

export function ShopSilent({ onRetry }: { onRetry: () => void }) {
  return (
    <section className="quiet" role="alert">
      <h1>The shop does not answer</h1>
      <p>Check your connection, then try again. Your cart is kept.</p>
      <p>
        <button className="button" type="button" onClick={onRetry}>
          Try again
        </button>
      </p>
    </section>
  );
}

/** Says that something is on its way, after a moment in which it mostly has arrived. */
export function Waiting({ what }: { what: string }) {
  return (
    <p className="waiting" role="status">
      {what}
    </p>
  );
}
