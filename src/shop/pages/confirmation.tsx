// After the payment: payonce says how it stands, the shop says what comes next, or where to go on
// while it is not paid. Asks nothing itself and only shows, so it may be opened a hundred times; a
// stranger sees the page for what is not there.

import { useState } from 'react';
import { Confirmation, type ConfirmationProps } from '../../react.ts';
import { NotFound } from './not-found.tsx';
import { Page } from './page.tsx';

const PAYONCE_API = '/payonce';

type Snapshot = Parameters<NonNullable<ConfirmationProps['onChange']>>[0];

export function ConfirmationPage({ checkoutId }: { checkoutId: string }) {
  const [snapshot, setSnapshot] = useState<Snapshot | null>(null);
  if (snapshot !== null && isNotTheirs(snapshot)) {
    return (
      <Page title="Not found">
        <NotFound />
      </Page>
    );
  }
  return (
    <Page title="Your confirmation">
      <div className="confirmation-page">
        <Confirmation api={PAYONCE_API} checkoutId={checkoutId} onChange={setSnapshot}>
          {snapshot !== null && canStillPay(snapshot) && <BackToCheckout />}
        </Confirmation>
        {snapshot?.status === 'paid' && <ComesNext />}
      </div>
    </Page>
  );
}

/** Nobody's, somebody else's, or nobody is signed in: all alike. */
function isNotTheirs({ checkout, notice }: Snapshot): boolean {
  return checkout === null && (notice?.type === 'not-found' || notice?.type === 'not-signed-in');
}

function canStillPay({ status }: Snapshot): boolean {
  return status === 'ready' || status === 'declined' || status === 'expired';
}

function BackToCheckout() {
  return (
    <a className="button button-ink" href="/checkout">
      Back to your checkout
    </a>
  );
}

function ComesNext() {
  return (
    <section className="comes-next" aria-labelledby="comes-next-heading">
      <h2 id="comes-next-heading">What comes next</h2>
      <ol>
        <li>
          <h3>Today</h3>
          <p>Your pieces come off the shelf and are wrapped in straw and paper.</p>
        </li>
        <li>
          <h3>Tomorrow</h3>
          <p>A van takes them along the coast road. They travel upright.</p>
        </li>
        <li>
          <h3>In two to four days</h3>
          <p>They are at your door, or they would be: this is a demo, so nothing is sent.</p>
        </li>
      </ol>
      <a className="button" href="/">
        Back to the shop
      </a>
    </section>
  );
}
