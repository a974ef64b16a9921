// The server's public door: what a storefront's back end mounts, and the ports it fills.

export { createPayonce } from './server/payonce.ts';
export type { Payonce } from './server/payonce.ts';
export type { PayonceOptions } from './server/options.ts';
export type { Limits } from './server/limits.ts';
export type { SweepReport } from './server/sweep.ts';
export type { ReconcileReport } from './server/reconciling.ts';
export type { BanksWord, Operator, SettledByHand } from './server/operating.ts';
export type { History, Waiting } from './server/store/history.ts';
export type { EventHandlers, EventTarget, PayonceEvent } from './server/events.ts';
export type { Database, Queryable, Row, SqlValue } from './server/database.ts';
export type { ChargeFact, ChargeLabel, ChargeOrder, ChargeOutcome } from './server/gateway.ts';
export type { Gateway, ListedCharge, ListOutcome, LookupOutcome } from './server/gateway.ts';
export type { RefundOrder, RefundOutcome, WebhookReading } from './server/gateway.ts';
export type { Checkout, Line, Payment, Quote, Refund } from './protocol/messages.ts';
export type { Money } from './protocol/money.ts';
export type { Clock, Fetch, Random } from './protocol/ports.ts';
export { sandboxGateway, type SandboxOptions } from './gateways/sandbox.ts';
export { openPglite, type OpenDatabase } from './node/pglite.ts';
export { openPostgres, type PostgresOptions } from './node/postgres.ts';
export { correctedClock, type CorrectedClock } from './node/clock-skew.ts';
export { addressOf, serveFetch } from './node/http-host.ts';
export { systemClock, systemFetch, systemRandom } from './platform/system.ts';
