// A state as it can be seen from outside: the rows, the bank's books, and where each server stands,
// line by line. What a server keeps in its head is not seen. Knows the model's states only.

import { type Point, type State, type Worker } from './state.ts';

/** One fact a line. */
export type Seen = readonly string[];

export interface SeenLeg {
  readonly row: string;
  readonly bank: string;
  readonly waits: string;
  readonly ended: string;
}

export function legLine(number: number, leg: number, { row, bank, waits, ended }: SeenLeg): string {
  return `leg ${number}.${leg}: row ${row}, bank ${bank}, messages ${waits} ${ended}`;
}

export function attemptLine(number: number, status: string, leg: number, isDue: boolean): string {
  return `attempt ${number}: ${status}, leg ${leg}${isDue ? ', due' : ''}`;
}

export function checkoutLine(live: number, paid: number, lease: string): string {
  return `checkout: live ${live}, paid ${paid}, lease ${lease}`;
}

export interface SeenRefund {
  readonly status: string;
  readonly due: boolean;
  readonly bank: string;
  readonly told: string;
}

export function refundLine(number: number, { status, due, bank, told }: SeenRefund): string {
  return `refund ${number}: ${status}${due ? ', due' : ''}, bank ${bank}, message ${told}`;
}

export function workerLine(task: string, point: string): string {
  return `${task}: ${point}`;
}

export function seenOf(state: State): Seen {
  const { live, paid, lease, attempts, refunds, workers } = state;
  return [
    checkoutLine(live, paid, lease),
    ...attempts.flatMap(({ status, leg, due, legs }, index) => [
      attemptLine(index + 1, status, leg, due),
      ...legs.map((one, place) => legLine(index + 1, place + 1, one)),
    ]),
    ...refunds.map((refund, number) => refundLine(number, refund)),
    ...workers.map((worker) => workerLine(taskOf(worker), pointText(worker))),
  ];
}

/** A refund that is due is a sweep's. */
function taskOf({ task }: Worker): string {
  return task === 'refund' ? 'sweep' : task;
}

function pointText(worker: Worker): string {
  const { number, leg, point, isOurs } = worker;
  const place = `${number}.${leg}`;
  switch (point.at) {
    case 'hear-claim':
      return point.at;
    case 'hear-leg':
      return `${point.at} ${place}`;
    case 'charge':
    case 'lookup':
    case 'cancel':
      return callText(point.at, place, point.answer);
    case 'cancel-later':
      return callText('cancel', `${number}.${point.later}`, point.answer);
    case 'send-refund':
      return callText('send-refund', String(number), point.answer);
    case 'note-refund':
    case 'ask-refund':
      return `${point.at} ${number}`;
    case 'conclude-refund':
      return `${point.at} ${number} ${point.isTold ? 'told' : '-'}`;
    case 'claim-refund':
    case 'postpone-refund':
      return statementText(point.at, String(number), isOurs);
    case 'note':
      return `note ${place} ${point.telling ?? '-'}`;
    default:
      return statementText(
        point.at,
        `${isPlaced(point) ? place : number}${factText(point)}`,
        isOurs,
      );
  }
}

/** The others name no leg. */
function isPlaced({ at }: Point): boolean {
  return at !== 'take-over' && at !== 'rest';
}

function factText(point: Point): string {
  if (point.at === 'release') return ` ${point.as}`;
  if (!('fact' in point)) return '';
  return 'telling' in point ? ` ${point.fact} ${point.telling ?? '-'}` : ` ${point.fact}`;
}

export function callText(at: string, place: string, answer: string | null): string {
  return `${at} ${place} ${answer ?? '-'}`;
}

export function statementText(at: string, what: string, isOurs: boolean): string {
  return `${at} ${what} ${isOurs ? 'ours' : 'lost'}`;
}
