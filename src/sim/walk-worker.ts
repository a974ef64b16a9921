// A worker thread that walks through one of the small stories, tells how far it is, and then what
// came of it.

import { parentPort, workerData } from 'node:worker_threads';
import type { Story } from './stories.ts';
import { walk, type Depth, type Walk } from './systematic.ts';

export interface WalkData {
  readonly story: Story;
  readonly depth: Depth;
}

/** Words: how far it is; a walk: it is through. */
export type WalkMessage = string | Walk;

if (parentPort === null) throw new Error('This file is a worker of `npm run sim`: start that.');
const port = parentPort;
const { story, depth } = workerData as WalkData;
const tell = (message: WalkMessage): void => port.postMessage(message);
tell(await walk([story], depth, tell));
