// The worker's side of a hand: runs the batches it is sent and sends back what came of them. Says
// in shared memory at which seed it is, so that its parent knows when it is too late to ask.

import type { MessagePort } from 'node:worker_threads';
import type { Runner } from '../runner.ts';
import { runBatch, type Batch } from './batch.ts';
import type { HandData } from './hand.ts';
import { placeIn } from './place.ts';

export function serveBatches(port: MessagePort | null, data: unknown, runner: Runner): void {
  if (port === null) throw new Error('This file is the worker of `npm run sim`: start that.');
  const { store, place: memory } = data as HandData;
  const place = placeIn(memory);
  port.on('message', (batch: Batch) => {
    // A failure is left unhandled on purpose: it ends the worker, and its parent says where.
    void runBatch(batch, store, runner, place.begin).then((result) => port.postMessage(result));
  });
}
