// A shop's page with the widget on it: real React in StrictMode, real fetch caught by MSW and
// answered by the fake shop, a bank frame without a document, and a clock that only the test moves.

import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { StrictMode, type ReactNode } from 'react';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { LATCHES } from '../../src/client/latch.ts';
import type { WakeReason } from '../../src/client/ports.ts';
import { platformPorts } from '../../src/platform/ports.ts';
import type { Checkout as CheckoutPicture } from '../../src/protocol/messages.ts';
import { Checkout, Confirmation, type CheckoutProps } from '../../src/react.ts';
import type { CheckoutProviderProps } from '../../src/react/provider.tsx';
import { FakeShop } from '../client/fake-shop.ts';
import { useClock as putReactQueryOn } from '../client/world.ts';
import { manualClock, type ManualClock } from '../support/manual-clock.ts';
import { BankFrame } from './a-bank-frame.ts';

export const CLIENT_URL = 'https://bank.example/card';
export const CHECKOUT_ID = 'chk_1';

const LINES: CheckoutPicture['lines'] = [
  { name: 'Tide mug', quantity: 2, amount: { value: 2800, currency: 'EUR' } },
  { name: 'Small bowl', quantity: 1, amount: { value: 1400, currency: 'EUR' } },
];

/** The fake shop with what only the screen needs: lines, and where the card frame comes from. */
export class WidgetShop extends FakeShop {
  /** Put over every picture of the checkout. */
  picture: Partial<CheckoutPicture> = {};
  #gate: Promise<void> | null = null;
  #open: () => void = () => undefined;

  override checkout(): CheckoutPicture {
    const gateway = { type: 'sandbox', clientUrl: CLIENT_URL };
    return { ...super.checkout(), gateway, lines: LINES, ...this.picture };
  }

  /** From now on payments wait at the door. */
  holdPayments(): void {
    this.#gate = new Promise((resolve) => (this.#open = resolve));
  }

  letPaymentsIn(): void {
    this.#open();
    this.#gate = null;
  }

  async serve(request: Request): Promise<Response> {
    if (request.url.endsWith('/payments')) await this.#gate;
    return this.fetch(request);
  }

  posts(): readonly string[] {
    return this.log.filter(({ method }) => method === 'POST').map(({ path }) => path);
  }
}

let shop: WidgetShop;

const server = setupServer(
  http.all('*/payonce/*', async ({ request }) => {
    try {
      return await shop.serve(request);
    } catch {
      return HttpResponse.error();
    }
  }),
);

/** To be called once in each test file. */
export function serveShop(): void {
  beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
  afterEach(() => {
    cleanup();
    Reflect.deleteProperty(globalThis, LATCHES);
    server.events.removeAllListeners();
  });
  afterAll(() => server.close());
}

/** The page's connection and its moments, in the test's hands. */
export class Connection {
  isOnline = true;
  readonly listeners = new Set<(reason: WakeReason) => void>();

  go(isOnline: boolean): void {
    this.isOnline = isOnline;
    for (const listener of [...this.listeners]) listener(isOnline ? 'online' : 'offline');
  }

  wake(reason: WakeReason): void {
    for (const listener of [...this.listeners]) listener(reason);
  }
}

export interface Page {
  readonly shop: WidgetShop;
  readonly clock: ManualClock;
  readonly connection: Connection;
  readonly user: ReturnType<typeof userEvent.setup>;
  readonly ports: NonNullable<CheckoutProviderProps['ports']>;
  /** Draws something on the page, in StrictMode. */
  show(children: ReactNode): ReturnType<typeof render>;
}

export function openPage(): Page {
  const clock = manualClock();
  // react-query's own timeouts too.
  putReactQueryOn(clock);
  shop = new WidgetShop(() => clock.now());
  const connection = new Connection();
  const ports = {
    clock,
    page: {
      ...platformPorts().page,
      isOnline: () => connection.isOnline,
      onWake: (listener: (reason: WakeReason) => void) => {
        connection.listeners.add(listener);
        return () => connection.listeners.delete(listener);
      },
    },
  };
  const show = (children: ReactNode) =>
    render(
      <StrictMode>
        <main>{children}</main>
      </StrictMode>,
    );
  return { shop, clock, connection, user: userEvent.setup(), ports, show };
}

type ListenersAndLook = Omit<Extract<CheckoutProps, { api: string }>, 'api' | 'cartId' | 'ports'>;

export function theCheckout(page: Page, props: ListenersAndLook = {}): ReactNode {
  return <Checkout api="/payonce" cartId="cart_1" ports={page.ports} {...props} />;
}

export function theConfirmation(page: Page): ReactNode {
  return <Confirmation api="/payonce" checkoutId={CHECKOUT_ID} ports={page.ports} />;
}

/** A page whose checkout is ready to be paid, its card fields loaded. */
export async function openCheckout(props: ListenersAndLook = {}) {
  const page = openPage();
  const view = page.show(theCheckout(page, props));
  const frame = await loadFrame();
  return { ...page, view, frame };
}

export async function loadFrame(): Promise<BankFrame> {
  const element = await screen.findByTitle<HTMLIFrameElement>('Card details');
  const frame = new BankFrame(element).load();
  await waitFor(() => {
    if (element.closest('.payonce-card--ready') === null) throw new Error('not ready yet');
  });
  return frame;
}

export function payButton(): HTMLElement {
  return screen.getByRole('button', { name: /^Pay/ });
}

export function findPay(name: string | RegExp): Promise<HTMLElement> {
  return screen.findByRole('button', { name });
}

export function statusOf(root: ParentNode = document): string | null {
  return root.querySelector('[data-payonce-status]')?.getAttribute('data-payonce-status') ?? null;
}

/** Waits until the widget is in a state. */
export async function until(status: string): Promise<void> {
  await waitFor(() => {
    if (statusOf() !== status) throw new Error(`status is ${String(statusOf())}, not ${status}`);
  });
}
