// What the bank is made of once its ledger is read: who decides what, all over one register. Knows
// how the parts hang together, no HTTP.

import type { Clock, Fetch, Random } from '../protocol/ports.ts';
import { Charges } from './charges.ts';
import { Deliveries } from './deliveries.ts';
import { Endpoints } from './endpoints.ts';
import type { Ledger } from './ledger.ts';
import { Refunds } from './refunds.ts';
import { openRegister, type Register } from './register.ts';
import { Settlements } from './settlements.ts';
import { Turns } from './turns.ts';
import { DEMO_WEBHOOK_SECRET } from './webhook-secret.ts';
import { webhookSender } from './webhook-sender.ts';

export interface RoomsOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
  /** Sends webhooks. Without it none is sent, and all of them wait. */
  readonly fetch?: Fetch;
  /** Signs webhooks: `whsec_` and base64. By default the demo's, which everybody knows. */
  readonly webhookSecret?: string;
  /** How long a bank debit takes to settle, and then again to be returned; default 4 s. */
  readonly debitSettleMs?: number;
  /** How long a shopper has to say yes or no at the bank's page; default 15 min. */
  readonly authenticationMs?: number;
}

export interface Rooms {
  readonly register: Register;
  readonly charges: Charges;
  readonly settlements: Settlements;
  readonly refunds: Refunds;
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
}

const DEFAULT_DEBIT_SETTLE_MS = 4_000;
const DEFAULT_AUTHENTICATION_MS = 15 * 60_000;

const takenByNobody: Fetch = () => Promise.resolve(new Response(null, { status: 503 }));

/** Opens the rooms when first asked; a ledger that could not be read is read again then. */
export function roomsOpener(options: RoomsOptions): () => Promise<Rooms> {
  const { ledger, clock, fetch = takenByNobody } = options;
  const endpoints = new Endpoints(clock);
  const send = webhookSender(fetch, clock, options.webhookSecret ?? DEMO_WEBHOOK_SECRET);
  let opening: Promise<Rooms> | null = null;
  return () => {
    opening ??= openRegister(ledger).then(
      (register) => {
        const deliveries = new Deliveries(register, clock, endpoints, send);
        return { ...decidersOf(options, register, deliveries), register, endpoints, deliveries };
      },
      (error: unknown) => {
        opening = null;
        throw error;
      },
    );
    return opening;
  };
}

function decidersOf(options: RoomsOptions, register: Register, deliveries: Deliveries) {
  const { clock, random } = options;
  const { debitSettleMs = DEFAULT_DEBIT_SETTLE_MS } = options;
  const { authenticationMs = DEFAULT_AUTHENTICATION_MS } = options;
  const turns = new Turns();
  const settlements = new Settlements(register, clock, turns);
  const refunds = new Refunds(register, clock, random, turns);
  const bendWebhooks = deliveries.bend.bind(deliveries);
  const waits = { debitSettleMs, authenticationMs };
  const charging = { register, settlements, clock, random, bendWebhooks, waits };
  return { settlements, refunds, charges: new Charges(charging) };
}
