// Settings for parts of the server that need no database: one that is asked after all says so.

import { settingsOf, type PayonceOptions, type Settings } from '../../src/server/options.ts';
import type { Gateway } from '../../src/server/gateway.ts';
import type { Database } from '../../src/server/database.ts';
import { manualClock, type ManualClock } from '../support/manual-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';

export class NotToBeAsked extends Error {
  override readonly name = 'NotToBeAsked';
}

const refuse = () => Promise.reject(new NotToBeAsked('nothing here should be asked'));

export const noDatabase: Database = { query: refuse, transaction: refuse };

export const noGateway: Gateway = {
  public: { type: 'sandbox' },
  timeoutMs: 5000,
  charge: refuse,
  lookup: refuse,
  cancel: refuse,
  list: refuse,
  listFor: refuse,
  refund: refuse,
  readWebhook: () => ({ type: 'forged', reason: 'nothing here should be asked' }),
};

export function testOptions(
  change: Partial<PayonceOptions> = {},
): PayonceOptions & { clock: ManualClock } {
  return {
    database: noDatabase,
    gateway: noGateway,
    loadCart: refuse,
    identify: (request) => request.headers.get('X-Principal'),
    random: seededRandom(1),
    ...change,
    clock: manualClock(),
  };
}

export function testSettings(change: Partial<PayonceOptions> = {}): Settings & {
  clock: ManualClock;
} {
  const options = testOptions(change);
  return { ...settingsOf(options), clock: options.clock };
}
