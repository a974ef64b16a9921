// Every build and every test project, in one file. `vite build` makes the demo, `--mode frame` the
// bank's card page, `--mode package` the library. Knows paths and tools; knows nothing of what the
// code does.

import react from '@vitejs/plugin-react';
import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import type { BuildEnvironmentOptions, UserConfig } from 'vite';
import type { TestProjectInlineConfiguration } from 'vitest/config';

// A strict Content-Security-Policy forbids inline scripts and `data:` images, so nothing is inlined
// anywhere.
const NOTHING_INLINED: BuildEnvironmentOptions = {
  assetsInlineLimit: 0,
  modulePreload: { polyfill: false },
};

/** The demo shop's pages: `index.html` to `dist/demo`, file names with hashes. */
const demo: UserConfig = {
  build: { ...NOTHING_INLINED, outDir: 'dist/demo', sourcemap: true },
};

/**
 * The page with the card fields, which the bank serves from its own origin: names without hashes.
 */
const frame: UserConfig = {
  publicDir: false,
  build: {
    ...NOTHING_INLINED,
    outDir: 'dist/frame',
    sourcemap: true,
    rolldownOptions: {
      input: ['src/frame/card.ts', 'src/frame/card.css'],
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name].js',
        assetFileNames: '[name][extname]',
      },
    },
  },
};

// Each file right under `src` is a door, the stylesheet too; what outsiders import is exactly these.
function doors(): Record<string, string> {
  const files = readdirSync('src').filter((file) => /\.(ts|css)$/.test(file));
  return Object.fromEntries(files.map((file) => [file.replace(/\.\w+$/, ''), `src/${file}`]));
}

/** The library: one file a door, shared code in chunks, and every package left to the installer. */
function library(): UserConfig {
  return {
    publicDir: false,
    build: {
      outDir: 'dist',
      minify: false,
      sourcemap: true,
      target: 'es2023',
      rolldownOptions: {
        input: doors(),
        external: (id) => !/^[./\0]|^[A-Za-z]:[\\/]/.test(id),
        preserveEntrySignatures: 'strict',
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name].js',
          assetFileNames: '[name][extname]',
        },
      },
    },
  };
}

type TestOptions = NonNullable<TestProjectInlineConfiguration['test']>;

function project(name: string, options: TestOptions): TestProjectInlineConfiguration {
  return { extends: true, test: { name, environment: 'node', ...options } };
}

const SECOND_MS = 1000;
const DOM_TESTS = 'test/**/*.dom.test.{ts,tsx}';
const SIM_TESTS = 'test/sim/**/*.test.ts';
const OWN_PROJECT = ['house', 'database', 'process', 'browser', 'package'].map(
  (room) => `test/${room}/**`,
);

// Vitest leaves one core to itself, which is half of a machine with two.
const WORKERS = 2;

const projects = [
  project('unit', {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: [DOM_TESTS, SIM_TESTS, ...OWN_PROJECT],
    maxWorkers: WORKERS,
    // Half of the time of so many small files would go into loading the same modules anew.
    isolate: false,
    testTimeout: 20 * SECOND_MS,
  }),
  project('dom', {
    include: [DOM_TESTS],
    exclude: OWN_PROJECT,
    environment: 'jsdom',
    maxWorkers: WORKERS,
    testTimeout: 10 * SECOND_MS,
  }),
  project('house', {
    include: ['test/house/**/*.test.ts'],
    testTimeout: 30 * SECOND_MS,
  }),
  project('database', {
    include: ['test/database/**/*.test.ts'],
    globalSetup: 'test/support/database-setup.ts',
    maxWorkers: WORKERS,
    // One PGlite serves all files of a worker: it takes seconds to start.
    isolate: false,
    testTimeout: 60 * SECOND_MS,
    hookTimeout: 60 * SECOND_MS,
  }),
  // Each run is a whole shop in one thread, which has that thread's time to itself.
  project('sim', {
    include: [SIM_TESTS],
    exclude: [DOM_TESTS],
    maxWorkers: WORKERS,
    testTimeout: 240 * SECOND_MS,
  }),
  // Each test runs whole shops, and a shop is two processes that wait for each other and for
  // leases: three files at a time keep two cores busy.
  project('process', {
    include: ['test/process/**/*.test.ts'],
    globalSetup: ['test/support/database-setup.ts', 'test/support/demo-setup.ts'],
    maxWorkers: WORKERS + 1,
    testTimeout: 120 * SECOND_MS,
    hookTimeout: 120 * SECOND_MS,
  }),
  // Each file has a browser and a shop of its own, which mostly wait for each other.
  project('browser', {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/support/browser-setup.ts', 'test/support/demo-setup.ts'],
    maxWorkers: WORKERS,
    testTimeout: 60 * SECOND_MS,
    hookTimeout: 60 * SECOND_MS,
  }),
  project('package', {
    include: ['test/package/**/*.test.ts'],
    globalSetup: 'test/support/package-setup.ts',
    maxWorkers: WORKERS,
    testTimeout: 120 * SECOND_MS,
    hookTimeout: 180 * SECOND_MS,
  }),
];

export default defineConfig(({ mode }) => ({
  ...(mode === 'frame' ? frame : mode === 'package' ? library() : demo),
  plugins: [react()],
  test: {
    // A test that fails now and then has found something: it is never run again to make it green.
    retry: 0,
    allowOnly: false,
    passWithNoTests: false,
    projects,
  },
}));
