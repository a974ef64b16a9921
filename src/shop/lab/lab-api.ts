// The lab's HTTP as its page uses it: one function a call, answers parsed once. The lanes `server`
// and `bank` speak alike.

import * as v from 'valibot';
import { formatMoney } from '../../index.ts';
import type { ArmedFault } from './faults.ts';

/** Who can be armed over the wire. */
export type FarLane = 'server' | 'bank';

const PATHS: Readonly<Record<FarLane, string>> = {
  server: '/payonce/lab/faults',
  bank: '/payonce/lab/bank/faults',
};
const TIMEOUT_MS = 6_000;

const money = v.object({ value: v.number(), currency: v.string() });
const armedSchema = v.object({
  armed: v.array(v.object({ point: v.string(), times: v.number(), ms: v.number() })),
});
const ledgerSchema = v.object({
  charges: v.array(
    v.object({ id: v.string(), key: v.string(), amount: money, status: v.string() }),
  ),
  refunds: v.array(v.object({ id: v.string(), charge: v.string(), amount: money })),
});
const problemSchema = v.object({ detail: v.string() });

export type Ledger = v.InferOutput<typeof ledgerSchema>;

/** The lab said no, or there is none: `status` 404. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export async function readArmed(lane: FarLane): Promise<readonly ArmedFault[]> {
  return (await call(armedSchema, 'GET', PATHS[lane])).armed;
}

export async function arm(lane: FarLane, fault: ArmedFault): Promise<readonly ArmedFault[]> {
  return (await call(armedSchema, 'POST', PATHS[lane], fault)).armed;
}

/** Takes one point out of what is armed, or all of them. */
export async function disarm(lane: FarLane, point?: string): Promise<readonly ArmedFault[]> {
  const before = point === undefined ? [] : await readArmed(lane);
  let armed = (await call(armedSchema, 'DELETE', PATHS[lane])).armed;
  for (const fault of before) if (fault.point !== point) armed = [...(await arm(lane, fault))];
  return armed;
}

/** The bank's own books for one checkout: the truth. */
export function readLedger(checkoutId: string): Promise<Ledger> {
  const query = `reference=${encodeURIComponent(checkoutId)}`;
  return call(ledgerSchema, 'GET', `/payonce/lab/bank/ledger?${query}`);
}

/** How many charges took money. */
export function chargesMade({ charges }: Ledger): number {
  return charges.filter(({ status }) => status === 'captured').length;
}

export function amountText(amount: v.InferOutput<typeof money>): string {
  return formatMoney(amount, 'en');
}

async function call<T>(
  schema: v.GenericSchema<unknown, T>,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await fetch(path, {
    method,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body === undefined
      ? {}
      : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const content: unknown = await answer.json().catch(() => null);
  if (!answer.ok) {
    const problem = v.safeParse(problemSchema, content);
    throw new LabError(answer.status, problem.success ? problem.output.detail : 'No reason given.');
  }
  return v.parse(schema, content);
}
