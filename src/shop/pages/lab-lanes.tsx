// The three lanes of the lab: who stands there, what can be done to them, and what they show: the
// browser its widget, the server its log, the bank its books.

import { useRef, type MouseEvent, type ReactNode } from 'react';
import { BANK_FAULTS, BROWSER_FAULTS, SERVER_FAULTS } from '../lab/lanes.ts';
import { amountText, type Ledger } from '../lab/lab-api.ts';
import type { Log } from '../lab/log.ts';
import type { PageLab } from '../lab/page-lab.ts';
import type { LaneFaults, useBrowserFaults } from '../lab/use-lab.ts';
import { FaultList, Switch } from './lab-faults.tsx';
import { KeyChip, LabLog, type Lighting } from './lab-log.tsx';
import { TestCards } from './test-cards.tsx';

interface LaneProps {
  readonly name: string;
  readonly where: string;
  readonly faults: LaneFaults;
  readonly children: ReactNode;
}

function Lane({ name, where, faults, children }: LaneProps) {
  const id = `lane-${name.toLowerCase()}`;
  return (
    <section className="lane" aria-labelledby={id}>
      <h2 id={id}>
        {name} <span className="lane-where">{where}</span>
      </h2>
      <p className="lane-trouble" role="alert">
        {faults.trouble}
      </p>
      {children}
    </section>
  );
}

interface BrowserLaneProps {
  readonly lab: PageLab;
  readonly faults: ReturnType<typeof useBrowserFaults>;
  readonly widget: ReactNode;
}

export function BrowserLane({ lab, faults, widget }: BrowserLaneProps) {
  const isPressing = useRef(false);

  /** The second click comes in the same task, where no rendering can have stopped it. */
  function pressTwice(event: MouseEvent<HTMLDivElement>): void {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (isPressing.current || button?.textContent.startsWith('Pay') !== true) return;
    if (lab.faults.take('press-twice') === null) return;
    isPressing.current = true;
    lab.log.add({ kind: 'note', what: 'page', said: 'Pay pressed twice, by hand', key: null });
    button.click();
    isPressing.current = false;
  }

  return (
    <Lane name="Browser" where="this page" faults={faults}>
      <div className="lab-widget" onClickCapture={pressTwice}>
        {widget}
      </div>
      <FaultList lane="Browser" offered={BROWSER_FAULTS} faults={faults}>
        <li className="fault">
          <Switch
            name="offline"
            does="nothing leaves the page while this is on"
            isOn={faults.isOffline}
            onChange={lab.faults.setOffline}
          />
        </li>
      </FaultList>
      <TestCards />
    </Lane>
  );
}

interface ServerLaneProps extends Lighting {
  readonly log: Log;
  readonly faults: LaneFaults;
}

export function ServerLane({ log, faults, ...lighting }: ServerLaneProps) {
  return (
    <Lane name="Server" where="payonce" faults={faults}>
      <LabLog log={log} {...lighting} />
      <FaultList lane="Server" offered={SERVER_FAULTS} faults={faults} />
    </Lane>
  );
}

interface BankLaneProps extends Lighting {
  readonly ledger: Ledger | null;
  readonly faults: LaneFaults;
}

export function BankLane({ ledger, faults, ...lighting }: BankLaneProps) {
  return (
    <Lane name="Bank" where="the truth" faults={faults}>
      <Books ledger={ledger} {...lighting} />
      <FaultList lane="Bank" offered={BANK_FAULTS} faults={faults} />
    </Lane>
  );
}

function Books({ ledger, ...lighting }: { readonly ledger: Ledger | null } & Lighting) {
  const { charges = [], refunds = [] } = ledger ?? {};
  return (
    <div className="books">
      <h3>Its books for this cart</h3>
      {charges.length === 0 && <p className="books-empty">Nothing was asked of it yet.</p>}
      <ul>
        {charges.map((charge) => (
          <li key={charge.id} className="book-line" data-lit={charge.key === lighting.litKey}>
            <span className="book-status" data-status={charge.status}>
              {charge.status}
            </span>
            <span className="book-amount">{amountText(charge.amount)}</span>
            <KeyChip of={charge.key} {...lighting} />
          </li>
        ))}
        {refunds.map((refund) => (
          <li key={refund.id} className="book-line">
            <span className="book-status" data-status="refund">
              refund
            </span>
            <span className="book-amount">{amountText(refund.amount)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
