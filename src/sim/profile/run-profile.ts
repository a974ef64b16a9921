// Where a seed's time goes: runs seeds under V8's profiler in a thread of their own, as the workers
// of the command run them, and sums up what it saw.

import { readFile } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ProfileOptions, RunProfile } from '../command/seams.ts';
import { bundle, ownBuilds } from '../mutants/building.ts';
import type { Profiled } from './profiled.ts';
import { sharesOf, type SourceOf } from './shares.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const ENTRY = 'src/sim/profile/profiled.ts';
// V8 has optimised what is hot by then.
const WARM_UP = 500;

export const runProfile: RunProfile = async ({ first, count, warmUp = WARM_UP }) => {
  const folder = `${ownBuilds(ROOT)}/profiled`;
  const file = await bundle({ root: ROOT, entry: ENTRY, folder, patches: [], sourceMap: true });
  const { profile, ...sums } = await inThread(pathToFileURL(file), { first, count, warmUp });
  const shares = sharesOf(profile, await sourcesOf(file));
  return { seeds: count, warmUp, ...sums, shares };
};

function inThread(url: URL, data: Required<ProfileOptions>): Promise<Profiled> {
  const worker = new Worker(url, { workerData: data });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`The profiled thread ended with code ${code}.`)),
    );
  });
}

async function sourcesOf(file: string): Promise<SourceOf> {
  const text = await readFile(`${file}.map`, 'utf8');
  const map = new SourceMap(JSON.parse(text) as SourceMapPayload);
  const bundled = pathToFileURL(file).href;
  return (url, line, column) => {
    if (url !== bundled) return null;
    const entry = map.findEntry(line, column);
    if (!('originalSource' in entry)) return null;
    return /(?:^|\/)(src\/.*)$/.exec(entry.originalSource)?.[1] ?? null;
  };
}
