// Makes what an installer would get: builds the library, asks npm which files it would pack, and
// lays exactly those into a project of its own, beside those packages that the test names and no
// others. Knows paths, not what the doors do.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { guardFolder } from '../support/orphan-guard.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
const BIN = join(ROOT, 'node_modules');

export interface Packed {
  readonly folder: string;
  /** What `npm pack` puts into the package. */
  readonly files: readonly string[];
}

async function tool(path: string, args: readonly string[], cwd = ROOT): Promise<string> {
  const env = { ...process.env, NODE_ENV: 'production' };
  const { stdout } = await run(process.execPath, [join(BIN, path), ...args], { cwd, env });
  return stdout;
}

/** Builds the library into a temporary folder, beside a copy of the manifest. */
export async function pack(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'payonce-package-'));
  guardFolder(folder);
  const dist = join(folder, 'dist');
  await tool('vite/bin/vite.js', ['build', '--mode', 'package', '--outDir', dist, '--emptyOutDir']);
  await tool('typescript/bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', join(dist, 'types')]);
  for (const name of ['package.json', 'LICENSE', 'CHANGELOG.md', 'README.md']) {
    await cp(join(ROOT, name), join(folder, name), { force: true }).catch(() => undefined);
  }
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { stdout } = await run(npm, ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: folder,
    shell: process.platform === 'win32',
  });
  const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[];
  return { folder, files: (packed?.files ?? []).map((file) => file.path).sort() };
}

/**
 * A project with the package, its dependencies and `besides` in `node_modules`. Answers its folder.
 */
export async function install(packed: Packed, besides: readonly string[] = []): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'payonce-project-'));
  guardFolder(project);
  const modules = join(project, 'node_modules');
  for (const file of packed.files) {
    await mkdir(dirname(join(modules, 'payonce', file)), { recursive: true });
    await cp(join(packed.folder, file), join(modules, 'payonce', file));
  }
  const manifest = JSON.parse(await readFile(join(packed.folder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(manifest.dependencies), ...besides]) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(BIN, name), join(modules, name), 'junction');
  }
  await writeFile(join(project, 'package.json'), '{ "type": "module", "private": true }');
  return project;
}

/** Runs a module in plain Node, in the project: no loader, no DOM. Answers what it printed. */
export async function runNode(
  project: string,
  code: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
    cwd: project,
    env: { PATH: process.env['PATH'], ...env },
  });
  return stdout.trim();
}

export interface Consumer {
  /** One file, or several. */
  readonly code: string | readonly string[];
  readonly module: 'nodenext' | 'preserve';
  /** The global types that the consumer has, `node` on a server. */
  readonly types: readonly string[];
  readonly jsx?: boolean;
}

/** Type-checks files in the project. Answers the complaints, empty when there are none. */
export async function typecheck(project: string, consumer: Consumer): Promise<string> {
  const kindOf = consumer.jsx === true ? 'tsx' : 'ts';
  const files = await Promise.all(
    [consumer.code].flat().map(async (code, index) => {
      const file = join(project, `consumer-${index}.${kindOf}`);
      await writeFile(file, code);
      return file;
    }),
  );
  const options = ['--noEmit', '--strict', '--target', 'es2023', '--lib', 'es2023,dom'];
  const jsx = consumer.jsx === true ? ['--jsx', 'react-jsx'] : [];
  const kind = ['--module', consumer.module, ...jsx];
  const ambient = consumer.jsx === true ? [join(project, 'css.d.ts')] : [];
  const types = consumer.types.length === 0 ? [] : ['--types', consumer.types.join()];
  return tool(
    'typescript/bin/tsc',
    [...options, ...kind, ...types, ...files, ...ambient],
    project,
  ).then(
    () => '',
    (error: unknown) => (error as { stdout: string }).stdout,
  );
}
