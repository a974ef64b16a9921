// Ends or stops this process at once, as a power cut or a frozen machine would, and leaves a file
// that says where: a test whose point was never reached has tested nothing. Knows signals and the
// data folder.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShopFaultPoint } from './faults.ts';

/** What a fault does to the process that meets it. */
export interface Death {
  /** SIGKILL. Does not return. */
  crash(point: ShopFaultPoint): void;
  /** SIGSTOP. Returns after somebody's SIGCONT. */
  pause(point: ShopFaultPoint): void;
}

// The system may take a moment to stop every thread; nothing may be sent meanwhile.
const STOPPING_MS = 50;
const FOR_EVER_MS = Infinity;

export function deathOf(dataFolder: string): Death {
  return {
    crash(point) {
      writeFileSync(join(dataFolder, 'crashed'), point);
      process.kill(process.pid, 'SIGKILL');
      doNothing(FOR_EVER_MS);
    },
    pause(point) {
      writeFileSync(join(dataFolder, 'paused'), point);
      process.kill(process.pid, 'SIGSTOP');
      doNothing(STOPPING_MS);
    },
  };
}

/** Holds the whole thread: no timer, no promise and no socket goes on. */
function doNothing(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
