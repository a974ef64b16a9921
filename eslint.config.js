// The linter's law: types are checked, no promise floats, core rooms touch nothing but their ports.
// Knows how code may be written; which room may import which is the house tests' business
// (test/house).

import { defineConfig } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const PORTS = 'Core rooms await nothing but their ports: take it from Clock, Random or Fetch.';

const OUTSIDE_WORLD = [
  'setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate requestAnimationFrame',
  'requestIdleCallback scheduler MessageChannel BroadcastChannel Worker performance process Buffer crypto fetch',
  'XMLHttpRequest WebSocket EventSource window self document navigator location history localStorage',
  'sessionStorage indexedDB caches addEventListener require console',
]
  .join(' ')
  .split(' ');

const OUTSIDE_PROPERTIES = [
  { object: 'Date', property: 'now' },
  { object: 'Math', property: 'random' },
  { object: 'AbortSignal', property: 'timeout' },
  { object: 'Atomics', property: 'wait' },
  { object: 'Atomics', property: 'waitAsync' },
  ...['Date', 'Math', ...OUTSIDE_WORLD].map((property) => ({ object: 'globalThis', property })),
];

const OUTSIDE_SYNTAX = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: PORTS },
  { selector: 'CallExpression[callee.name="Date"]', message: PORTS },
];

const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
  message: 'Export by name: a name that is the same everywhere can be searched for.',
};

/**
 * What `protocol`, `client`, `server` and `bank` may not touch. Also run by itself in test/house.
 * @type {import('eslint').Linter.Config}
 */
export const coreRoomBans = {
  linterOptions: { noInlineConfig: true },
  rules: {
    'no-restricted-globals': ['error', ...OUTSIDE_WORLD.map((name) => ({ name, message: PORTS }))],
    'no-restricted-properties': [
      'error',
      ...OUTSIDE_PROPERTIES.map((entry) => ({ ...entry, message: PORTS })),
    ],
    'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, ...OUTSIDE_SYNTAX],
  },
};

const TOOLS = ['vite.config.ts', 'eslint.config.js'];

export default defineConfig(
  { ignores: ['dist/', 'coverage/', '.payonce/', 'public/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx,js}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // A function that answers a promise should be `async` even when it awaits nothing: then it
      // never throws besides.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/promise-function-async': 'off',
      // Objects of this house are closures behind interfaces: their functions may be taken out and passed on.
      '@typescript-eslint/unbound-method': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 260 }],
      'max-lines-per-function': ['error', { max: 70 }],
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT],
    },
  },
  { files: TOOLS, rules: { 'no-restricted-syntax': 'off' } },
  { files: ['src/{protocol,client,server,bank}/**'], ...coreRoomBans },
  // Hosts and tools talk to a terminal.
  {
    files: ['src/{node,shop}/**', 'test/{support,bench,chaos,house,database,process,sim}/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['src/{react,element,shop}/**/*.{ts,tsx}', 'test/**/*.tsx'],
    extends: [reactHooks.configs.flat['recommended-latest']],
  },
  {
    files: ['test/**'],
    rules: {
      // One suite may be one function that is run against two databases.
      'max-lines-per-function': ['error', { max: 260 }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-properties': [
        'error',
        ...['test', 'it', 'describe'].map((object) => ({ object, property: 'only' })),
      ],
    },
  },
  {
    files: ['test/**/*.test.{ts,tsx}'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
          name,
          message: 'A test waits for what it expects, never for a time: no sleeps.',
        })),
      ],
      'no-restricted-imports': ['error', 'node:timers', 'node:timers/promises', 'timers'],
      'no-restricted-syntax': [
        'error',
        NO_DEFAULT_EXPORT,
        {
          selector: 'MemberExpression[property.name="waitForTimeout"]',
          message: 'A test waits for what it expects, never for a time: no sleeps.',
        },
        {
          selector: 'CallExpression[callee.name=/^(describe|suite)$/]',
          message: 'Tests are not nested: one behaviour, one sentence.',
        },
      ],
    },
  },
);
