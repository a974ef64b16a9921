// After the payment: payonce says what was paid, the shop says what comes next. Only reads, so it
// may be opened a hundred times; a stranger sees the page for what is not there.

import { useQuery } from '@tanstack/react-query';
import { Confirmation } from '../../react.ts';
import { NotFound } from './not-found.tsx';
import { Page } from './page.tsx';
import { Waiting } from './states.tsx';

const PAYONCE_API = '/payonce';

type Standing = 'paid' | 'open' | 'not-yours';

const PAID = ['paid', 'partially_refunded', 'refunded'];

export function ConfirmationPage({ checkoutId }: { checkoutId: string }) {
  const standing = useQuery({
    queryKey: ['standing', checkoutId],
    queryFn: () => readStanding(checkoutId),
    // Until it is paid it may still become so, and the words below should follow.
    refetchInterval: ({ state }) => (state.data === 'open' ? 2_000 : false),
  });
  if (standing.isPending) {
    return (
      <Page title="Your confirmation">
        <Waiting what="Fetching your confirmation …" />
      </Page>
    );
  }
  if (standing.data === 'not-yours') {
    return (
      <Page title="Not found">
        <NotFound />
      </Page>
    );
  }
  return (
    <Page title="Your confirmation">
      <div className="confirmation-page">
        <Confirmation api={PAYONCE_API} checkoutId={checkoutId} />
        {standing.data === 'paid' && <ComesNext />}
      </div>
    </Page>
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

/**
 * Where the checkout stands, for the shop's own words. A failure decides nothing: payonce's part
 * says what is wrong.
 */
async function readStanding(checkoutId: string): Promise<Standing> {
  const answer = await fetch(`${PAYONCE_API}/checkouts/${encodeURIComponent(checkoutId)}`);
  if (answer.status === 404 || answer.status === 401) return 'not-yours';
  if (!answer.ok) throw new Error(`payonce answered ${answer.status}`);
  const { status } = (await answer.json()) as { status: string };
  return PAID.includes(status) ? 'paid' : 'open';
}
