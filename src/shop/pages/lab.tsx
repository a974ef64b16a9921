// The lab: the widget, the server and the bank side by side, each with the faults that can be done
// to it, and how many charges the bank has made of this cart. Arranges; what a fault does is the
// lab's own business.

import { useState, type ReactNode } from 'react';
import { Checkout, CheckoutProvider, useCheckout } from '../../react.ts';
import type { Cart } from '../cart.ts';
import { chargesMade } from '../lab/lab-api.ts';
import { createPageLab, type PageLab } from '../lab/page-lab.ts';
import { useBrowserFaults, useFarFaults, useLedger } from '../lab/use-lab.ts';
import { shopApi } from '../shop-api.ts';
import { queryClient, useCartQuery } from '../use-cart.ts';
import { BankLane, BrowserLane, ServerLane } from './lab-lanes.tsx';
import { Page } from './page.tsx';
import { Quiet, ShopSilent, Waiting } from './states.tsx';
import { PayingCard } from './test-cards.tsx';

const PAYONCE_API = '/payonce';

export function LabPage() {
  const [lab] = useState(createPageLab);
  const cart = useCartQuery();
  return (
    <Page title="Lab" notice={<PayingCard />}>
      {cart.isPending && <Waiting what="Opening the lab …" />}
      {cart.isError && cart.data === undefined && (
        <ShopSilent onRetry={() => void cart.refetch()} />
      )}
      {cart.data !== undefined && <LabOf lab={lab} cart={cart.data} />}
    </Page>
  );
}

function LabOf({ lab, cart }: { lab: PageLab; cart: Cart | null }) {
  if (cart === null || cart.lines.length === 0) {
    return <Bench lab={lab} checkoutId={null} widget={<NoCart />} />;
  }
  return (
    <CheckoutProvider key={cart.id} api={PAYONCE_API} cartId={cart.id} ports={lab.ports}>
      <Paying lab={lab} />
    </CheckoutProvider>
  );
}

function Paying({ lab }: { lab: PageLab }) {
  const { checkout } = useCheckout().snapshot;
  return <Bench lab={lab} checkoutId={checkout?.id ?? null} widget={<Checkout />} />;
}

interface BenchProps {
  readonly lab: PageLab;
  readonly checkoutId: string | null;
  readonly widget: ReactNode;
}

function Bench({ lab, checkoutId, widget }: BenchProps) {
  const browser = useBrowserFaults(lab);
  const server = useFarFaults('server', lab.log);
  const bank = useFarFaults('bank', lab.log);
  const ledger = useLedger(checkoutId, lab.log);
  const [litKey, light] = useState<string | null>(null);

  function healAll(): void {
    lab.faults.setOffline(false);
    void Promise.all([browser, server, bank].map((lane) => lane.disarm()));
  }

  if (!server.isThere) return <Closed />;
  return (
    <div className="lab">
      <div className="lab-head">
        <div className="lab-words">
          <h1>Lab</h1>
          <p>Break it by hand, in any lane, while you pay. The bank counts.</p>
          <p className="lab-actions">
            <button className="button" type="button" onClick={healAll}>
              Heal all
            </button>
            <button className="button" type="button" onClick={() => void newCart()}>
              New cart
            </button>
            <a className="button" href="/lab" target="_blank" rel="noopener">
              Second tab
            </a>
          </p>
        </div>
        <ChargesMade count={ledger === null ? null : chargesMade(ledger)} />
      </div>
      <div className="lab-lanes">
        <BrowserLane lab={lab} faults={browser} widget={widget} />
        <ServerLane log={lab.log} faults={server} litKey={litKey} onLight={light} />
        <BankLane faults={bank} ledger={ledger} litKey={litKey} onLight={light} />
      </div>
    </div>
  );
}

/** Null: the bank has not said yet. */
function ChargesMade({ count }: { count: number | null }) {
  return (
    <p className="lab-count" aria-live="polite" data-many={count !== null && count > 1}>
      <span>charges made: </span>
      <span className="lab-count-number">{count ?? '–'}</span>
    </p>
  );
}

function NoCart() {
  return (
    <div className="lab-no-cart">
      <p>There is nothing to pay yet.</p>
      <button className="button button-ink" type="button" onClick={() => void newCart()}>
        Put a mug in a cart
      </button>
    </div>
  );
}

function Closed() {
  return (
    <Quiet heading="The lab is closed">
      <p>This shop was started with PAYONCE_LAB=0. Start it with PAYONCE_LAB=1 to break things.</p>
    </Quiet>
  );
}

/** A new cart beside the one that is being paid, which stays as it is. */
async function newCart(): Promise<void> {
  await shopApi.createCart([{ sku: 'mug', quantity: 1 }]).catch(() => null);
  await queryClient.invalidateQueries({ queryKey: ['cart'] });
}
