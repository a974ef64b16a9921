// Serves the sandbox bank over HTTP from Node: sockets, the ledger file, the card page's files.
// Does what a `Fetch` cannot: cuts the connection when the bank says that no answer may go out.
// Decides nothing about money.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBank, type Bank } from '../bank/bank.ts';
import { ConnectionLost } from '../bank/charge-faults.ts';
import type { Clock, Fetch, Random } from '../protocol/ports.ts';
import { openFileLedger } from './bank-ledger.ts';
import { ConnectionCut, listenerOf, serveListener } from './http-host.ts';

export interface BankHostOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** The ledger is `bank/ledger.jsonl` in it. */
  readonly dataFolder: string;
  /** Where `card.js` and `card.css` were built to. */
  readonly assetsFolder: string;
  readonly clock: Clock;
  readonly random: Random;
  /**
   * Addresses to listen on. By default this machine's own two: whoever reaches the bank can make it
   * fail.
   */
  readonly addresses?: readonly string[];
  readonly onError?: (error: unknown) => void;
  /** Sends webhooks; without it none goes out. */
  readonly fetch?: Fetch;
  /** Signs webhooks; by default with the demo's secret. */
  readonly webhookSecret?: string;
  /** How long a bank debit takes to settle. */
  readonly debitSettleMs?: number;
}

export interface ServedBank {
  /** `http://localhost:<port>`, the bank's origin. */
  readonly url: string;
  /** Takes no more calls, lets those in flight end within a bound, and gives the ledger free. */
  close(): Promise<void>;
}

// Longer than the shop waits for any call.
const DRAIN_MS = 6_000;
const TICK_MS = 250;

export async function serveBank(options: BankHostOptions): Promise<ServedBank> {
  const { dataFolder, assetsFolder, port, addresses, ...rest } = options;
  const ledger = await openFileLedger(join(dataFolder, 'bank', 'ledger.jsonl'));
  try {
    const assets = async (name: string) => readAsset(join(assetsFolder, name));
    const bank = createBank({ ...rest, ledger, assets });
    await bank.ready();
    const listening = { port, drainMs: DRAIN_MS, ...(addresses && { addresses }) };
    const host = await serveListener(
      listenerOf((request) => cuttable(bank, request)),
      listening,
    );
    const stopTicking = tickOn(bank, options);
    const close = async (): Promise<void> => {
      // Webhooks that are under way write to the ledger when they are answered.
      await Promise.all([host.close(), stopTicking()]);
      await ledger.close();
    };
    return { url: host.url, close };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

/** Ticks until stopped; a shop that is slow to take a webhook does not hold up the next tick. */
function tickOn(
  bank: Bank,
  { clock, onError }: Pick<BankHostOptions, 'clock' | 'onError'>,
): () => Promise<void> {
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  let isFailing = false;
  const tick = async (): Promise<void> => {
    try {
      await bank.tick();
      isFailing = false;
    } catch (error) {
      // Four times a second would say no more than once.
      if (!isFailing) onError?.(error);
      isFailing = true;
    }
  };
  const ticking = (async () => {
    while (!stopping.signal.aborted) {
      const ticked = tick().finally(() => underWay.delete(ticked));
      underWay.add(ticked);
      await clock.sleep(TICK_MS, stopping.signal);
    }
  })();
  return async () => {
    stopping.abort();
    await ticking;
    await Promise.all(underWay);
  };
}

async function readAsset(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

/** Says it in the host's words when a fault cuts the connection. */
async function cuttable(bank: Bank, request: Request): Promise<Response> {
  try {
    return await bank.fetch(request);
  } catch (error) {
    if (error instanceof ConnectionLost) throw new ConnectionCut(error.message);
    throw error;
  }
}
