// What must never be in a file that others read: the paths of one machine, the host of one
// registry. And what the lock file must say. Knows texts, not code.

import type { Check, Tree } from './tree.ts';

const MACHINE_PATH = /(?<![\w.)}-])\/(work|root|tmp)\/[\w.-]/;
const REGISTRY_HOST = /\bregistry\.(npmjs|yarnpkg|npmmirror)\b|\bdeb\.debian\.org\b/;

export const noMachinePaths: Check = (tree) => linesThat(tree, MACHINE_PATH, 'a machine path');

export const noRegistryHosts: Check = (tree) => linesThat(tree, REGISTRY_HOST, 'a registry host');

function linesThat(tree: Tree, pattern: RegExp, what: string): string[] {
  return [...tree].flatMap(([path, text]) =>
    text
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} has ${what}`] : [])),
  );
}

interface Lock {
  readonly packages: Readonly<Record<string, { version?: string; resolved?: string }>>;
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

function read(tree: Tree, path: string): unknown {
  return JSON.parse(tree.get(path) ?? '{}');
}

/** Packages come from whatever registry npm is set to: the lock file names none. */
export const lockNamesNoHost: Check = (tree) =>
  Object.entries((read(tree, 'package-lock.json') as Lock).packages)
    .filter(([, entry]) => entry.resolved !== undefined)
    .map(([path]) => `package-lock.json: ${path} is resolved to an address`);

/** One query-core for everybody: two copies have two caches, and two latches behind them. */
export const oneQueryCore: Check = (tree) => {
  const lock = read(tree, 'package-lock.json') as Lock;
  const { dependencies, peerDependencies } = read(tree, 'package.json') as Manifest;
  const copies = Object.keys(lock.packages).filter((path) => path.endsWith('@tanstack/query-core'));
  const wanted = dependencies['@tanstack/query-core'] ?? 'none';
  const faults: string[] = [];
  if (copies.length !== 1) faults.push(`${copies.length} copies of query-core are installed`);
  if (!isExact(wanted)) faults.push(`query-core ${wanted} is not one exact version`);
  // react-query depends on the query-core of its own version, exactly.
  const beside = peerDependencies['@tanstack/react-query'] ?? 'none';
  if (beside !== wanted) faults.push(`react-query ${beside} would bring another query-core`);
  return faults;
};

/** What one clone installs, every clone installs. */
export const versionsAreExact: Check = (tree) => {
  const { dependencies, devDependencies } = read(tree, 'package.json') as Manifest;
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !isExact(version))
    .map(([name, version]) => `package.json: ${name} ${version} is not one exact version`);
};

function isExact(version: string): boolean {
  return /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version);
}
