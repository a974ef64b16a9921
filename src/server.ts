// The server's public door: what a storefront's back end mounts, and the ports it fills.

export { createPayonce } from './server/payonce.ts';
export type { Payonce } from './server/payonce.ts';
export type { PayonceOptions } from './server/options.ts';
export type { SweepReport } from './server/sweep.ts';
export type { Database, Queryable, Row, SqlValue } from './server/database.ts';
export type { Gateway, ChargeOrder, ChargeOutcome, LookupOutcome } from './server/gateway.ts';
export type { Checkout, Payment, Quote } from './protocol/messages.ts';
export type { Clock, Fetch, Random } from './protocol/ports.ts';
export { sandboxGateway } from './gateways/sandbox.ts';
export { openPglite } from './node/pglite.ts';
export { openPostgres } from './node/postgres.ts';
export { serveFetch } from './node/http-host.ts';
export { systemClock, systemFetch, systemRandom } from './platform/system.ts';
