// Sees to it that no process and no temporary folder of a test outlives the test run, not even one
// ended by SIGKILL: a small watcher in a session of its own holds the other end of a pipe, and when
// the pipe breaks it clears what is still on its list.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

// Each line is an addition or a removal, as JSON. A negative pid is a process group.
const WATCHER = `
const { rmSync } = require('node:fs');
const pids = new Set();
const folders = new Set();
let rest = '';
process.stdin.setEncoding('utf8').on('data', (chunk) => {
  const lines = (rest + chunk).split('\\n');
  rest = lines.pop();
  for (const { add, pid, folder } of lines.map((line) => JSON.parse(line))) {
    const list = pid === undefined ? folders : pids;
    if (add) list.add(pid ?? folder);
    else list.delete(pid ?? folder);
  }
}).on('end', () => {
  for (const pid of pids) try { process.kill(pid, 'SIGKILL') } catch {}
  const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };
  for (const folder of folders) try { rmSync(folder, options) } catch {}
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
`;

interface Entry {
  readonly add: boolean;
  readonly pid?: number;
  readonly folder?: string;
}

let watcher: ChildProcess | undefined;

function tell(entry: Entry): void {
  if (watcher === undefined) {
    watcher = spawn(process.execPath, ['-e', WATCHER], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // Neither the watcher nor its pipe keeps the test run alive.
    watcher.unref();
    (watcher.stdin as { unref?: () => void } | null)?.unref?.();
  }
  watcher.stdin?.write(`${JSON.stringify(entry)}\n`);
}

/**
 * From now on this process dies with the test run. A negative `pid` names a whole process group.
 */
export function guard(pid: number): void {
  tell({ add: true, pid });
}

/** The process has ended: its number may belong to another one soon. */
export function unguard(pid: number): void {
  tell({ add: false, pid });
}

/** From now on this folder goes with the test run. */
export function guardFolder(folder: string): void {
  tell({ add: true, folder });
}

/** The folder is gone already, or is to be kept. */
export function unguardFolder(folder: string): void {
  tell({ add: false, folder });
}
