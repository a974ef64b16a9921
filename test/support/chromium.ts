// Finds a Chromium and starts it for tests: the one installed on this machine, else the one that
// npm brought (unpacked once, into node_modules). Says which one it took. Knows nothing of pages.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import type { Browser, LaunchOptions } from 'playwright-core';
import { madeOnce, versionIn } from './made-once.ts';

export interface FoundChromium {
  readonly executablePath: string;
  readonly origin: 'installed' | 'package';
  readonly version: string;
  /** What the process needs besides the environment of this one. */
  readonly env: Readonly<Record<string, string>>;
}

const run = promisify(execFile);
const require = createRequire(import.meta.url);

const NAMES_ON_PATH = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

// A snap's or a wrapper's first start is slow; a stub that only prints advice ends at once with an
// error.
const VERSION_TIMEOUT_MS = 20_000;
const UNPACK_TIMEOUT_MS = 120_000;

/** The browser that tests run in. Rejects with what to do when there is none. */
export async function findChromium(): Promise<FoundChromium> {
  return (await installedChromium()) ?? (await packagedChromium());
}

/** The first installed browser that can tell its version. Undefined when there is none. */
export async function installedChromium(): Promise<FoundChromium | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = NAMES_ON_PATH.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const executablePath of [...onPath, ...PLACES]) {
    if (!existsSync(executablePath)) continue;
    // Windows has no --version: there the file's presence must do.
    const version = executablePath.endsWith('.exe')
      ? 'version unknown'
      : await versionOf(executablePath, {}).catch(() => undefined);
    if (version !== undefined) return { executablePath, origin: 'installed', version, env: {} };
  }
  return undefined;
}

async function versionOf(executablePath: string, env: Readonly<Record<string, string>>) {
  const { stdout } = await run(executablePath, ['--version', '--no-sandbox'], {
    timeout: VERSION_TIMEOUT_MS,
    env: { ...process.env, ...env },
  });
  return stdout.trim();
}

/**
 * The browser inside the npm package, with the libraries and the font that a bare machine lacks.
 * Linux x64 only.
 */
export async function packagedChromium(): Promise<FoundChromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'No Chromium found. Install Google Chrome or Chromium and run the tests again.',
    );
  }
  const folder = await unpackedFolder();
  const executablePath = join(folder, 'chromium');
  const libraries = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']];
  const env: Record<string, string> = {
    LD_LIBRARY_PATH: libraries.filter((path) => path !== undefined && path !== '').join(delimiter),
    FONTCONFIG_FILE: join(folder, 'fonts', 'payonce.conf'),
  };
  const version = await versionOf(executablePath, env);
  return { executablePath, origin: 'package', version, env };
}

// The package unpacks into the temporary folder and takes whatever is there already: so into a
// folder of our own.
async function unpackedFolder(): Promise<string> {
  const root = join(dirname(require.resolve('@sparticuz/chromium')), '..', '..');
  return madeOnce(`payonce-chromium-${await versionIn(root)}`, async (half, folder) => {
    await unpack(join(root, 'build', 'esm', 'index.js'), half);
    await writeFile(join(half, 'fonts', 'payonce.conf'), fontsConfiguration(folder));
  });
}

async function unpack(module: string, folder: string): Promise<void> {
  const script = `import(${JSON.stringify(pathToFileURL(module).href)})
    .then((chromium) => chromium.default.executablePath())`;
  await run(process.execPath, ['-e', script], {
    timeout: UNPACK_TIMEOUT_MS,
    // The second makes the package unpack its libraries too, which it does of itself only on its
    // own cloud.
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
  });
}

function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir>${join(folder, 'fonts', 'fonts')}</dir>
  <cachedir>${join(folder, 'fonts', 'cache')}</cachedir>
</fontconfig>
`;
}

/**
 * Starts a browser, headless. Which one, and whose, is printed: a result means little without it.
 */
export async function launchChromium(
  found: FoundChromium,
  options: LaunchOptions = {},
): Promise<Browser> {
  return chromium.launch({
    ...options,
    executablePath: found.executablePath,
    // A process less: nothing here has a graphics card.
    args: ['--no-sandbox', '--in-process-gpu', ...(options.args ?? [])],
    env: { ...definedEnvironment(), ...found.env },
  });
}

function definedEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** One line for the log: `Chromium 147.0.7727.0 (installed: …)`. */
export function describeChromium(found: FoundChromium): string {
  return `${found.version} (${found.origin}: ${found.executablePath})`;
}
