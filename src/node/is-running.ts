// Whether there is a process of this number, whoever it is by now: numbers are used again.

import { codeOf } from './error-code.ts';

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, as somebody else.
    return codeOf(error) === 'EPERM';
  }
}
