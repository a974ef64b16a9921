// `npm test`: runs every `test:*` script of package.json in its order, each within its time budget,
// and says what ran, for how long, and, as the last line, how much passed and failed. A new
// `test:*` script is found by itself. Knows nothing of what the suites check.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { guard, guardFolder, unguard } from './orphan-guard.ts';

interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** Why it counts as failed when no single test did. */
  readonly trouble: string | null;
  /** Each failed test: where, its name, the beginning of what it said. */
  readonly failures: readonly string[];
}

const ROOT = join(import.meta.dirname, '..', '..');

// A suite that hangs must not take the whole of CI's time with it. Twice to five times what each
// needs on two cores.
const BUDGET_MINUTES: Readonly<Record<string, number>> = {
  browser: 20,
  database: 10,
  process: 10,
  package: 6,
  sim: 8,
};
const DEFAULT_BUDGET_MINUTES = 5;

async function scripts(): Promise<[name: string, command: string][]> {
  const text = await readFile(join(ROOT, 'package.json'), 'utf8');
  const all = (JSON.parse(text) as { scripts: Record<string, string> }).scripts;
  return Object.entries(all)
    .filter(([name]) => name.startsWith('test:'))
    .map(([name, command]) => [name.slice('test:'.length), command]);
}

const isVitest = (command: string): boolean => command.startsWith('vitest ');

async function runSuite(name: string, command: string, folder: string): Promise<Outcome> {
  const startedAt = performance.now();
  const report = join(folder, `${name}.json`);
  const extra = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const budgetMinutes = BUDGET_MINUTES[name] ?? DEFAULT_BUDGET_MINUTES;
  console.log(`\n── ${name}: ${command} (at most ${budgetMinutes} min)`);
  const line = isVitest(command)
    ? `${command} ${extra.map((part) => `"${part}"`).join(' ')}`
    : command;
  const trouble = await runWithin(line, budgetMinutes * 60_000);
  const seconds = (performance.now() - startedAt) / 1000;
  if (!isVitest(command)) {
    const [passed, failed] = trouble === null ? [1, 0] : [0, 1];
    return { name, passed, failed, skipped: 0, seconds, trouble, failures: [] };
  }
  const told = await readReport(report);
  return { name, seconds, ...counted(told, trouble), failures: failuresIn(told) };
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

async function readReport(file: string): Promise<Report | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Report);
}

/** A suite that ran no test, or failed outside of any, has one failure more than its tests tell. */
export function counted(report: Report | null, trouble: string | null): Counts {
  const passed = report?.numPassedTests ?? 0;
  const failed = report?.numFailedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  if (failed > 0) return { passed, failed, skipped, trouble };
  const reason = trouble ?? (passed === 0 ? 'ran no test' : null);
  return { passed, failed: reason === null ? 0 : 1, skipped, trouble: reason };
}

type Counts = Omit<Outcome, 'name' | 'seconds' | 'failures'>;

const LINES_OF_A_FAILURE = 12;

/** What failed, once more and in short: a log of which only the end is kept still names it. */
export function failuresIn(report: Report | null): string[] {
  return (report?.testResults ?? []).flatMap(({ name: file, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => {
        const lines = (failureMessages ?? []).flatMap((message) => message.split('\n'));
        const said = lines.slice(0, LINES_OF_A_FAILURE).map((line) => `     ${line}`);
        return [`${relative(ROOT, file)}: ${fullName}`, ...said].join('\n');
      }),
  );
}

/** Runs one command line, its output going straight through. Answers null, or what went wrong. */
export async function runWithin(line: string, budgetMs: number): Promise<string | null> {
  const child = spawn(line, {
    cwd: ROOT,
    shell: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: pathWithTools() },
    // A group of its own: whatever it started ends with it.
    detached: true,
  });
  const pid = child.pid ?? 0;
  guard(-pid);
  return new Promise((resolve) => {
    let trouble: string | null = null;
    const timer = setTimeout(() => {
      trouble = `took longer than ${budgetMs / 1000} s`;
      killGroup(pid);
    }, budgetMs);
    child.once('error', (error) => (trouble = error.message));
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      killGroup(pid);
      unguard(-pid);
      if (code !== 0) trouble ??= `ended with ${signal ?? `code ${code ?? '?'}`}`;
      resolve(trouble);
    });
  });
}

function pathWithTools(): string {
  const separator = process.platform === 'win32' ? ';' : ':';
  return `${join(ROOT, 'node_modules', '.bin')}${separator}${process.env['PATH'] ?? ''}`;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

function summary(outcome: Outcome): string {
  const mark = outcome.failed === 0 ? 'ok  ' : 'FAIL';
  const counts = `${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped`;
  const trouble = outcome.trouble === null ? '' : `: ${outcome.trouble}`;
  return `${mark} ${outcome.name.padEnd(10)} ${outcome.seconds.toFixed(1).padStart(6)} s  ${counts}${trouble}`;
}

/** The line that CI reads. */
export function closingLine(outcomes: readonly Counts[]): string {
  const sum = (of: (outcome: Counts) => number) =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const skipped = sum((outcome) => outcome.skipped);
  const rest = skipped === 0 ? '' : `, ${skipped} skipped`;
  return `${sum((outcome) => outcome.passed)} passed, ${sum((outcome) => outcome.failed)} failed${rest}`;
}

/** Resolves when at most one of them has not. */
export function allButOne(work: readonly Promise<unknown>[]): Promise<void> {
  let left = work.length;
  return new Promise((resolve, reject) => {
    const onEnd = (): void => {
      left -= 1;
      if (left <= 1) resolve();
    };
    if (left <= 1) resolve();
    for (const one of work) one.then(onEnd, reject);
  });
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'payonce-test-'));
  guardFolder(folder);
  const all = await scripts();
  // What is no suite of tests says little and uses one core: these run side by side.
  const checks = all.filter(([, command]) => !isVitest(command));
  const checking = checks.map(([name, command]) => runSuite(name, command, folder));
  // The last of them leaves a core to the first suites.
  await allButOne(checking);
  const tested: Outcome[] = [];
  for (const [name, command] of all.filter(([, line]) => isVitest(line))) {
    tested.push(await runSuite(name, command, folder));
  }
  const outcomes = [...(await Promise.all(checking)), ...tested];
  await rm(folder, { recursive: true, force: true });
  for (const failure of outcomes.flatMap(({ failures }) => failures)) {
    console.log(`\nFAIL ${failure}`);
  }
  console.log(`\n${outcomes.map(summary).join('\n')}\n`);
  console.log(closingLine(outcomes));
  process.exitCode = outcomes.some((outcome) => outcome.failed > 0) ? 1 : 0;
}

if (import.meta.filename === process.argv[1]) await main();
