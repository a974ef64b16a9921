// What is public is said here once more, so that a change of it is a decision.

import { expect, test } from 'vitest';
import {
  doorsOf,
  doorsOnlyReExport,
  exportsOf,
  nothingIsDead,
  packagesBehindDoor,
  roomsBehind,
} from './doors.ts';
import { madeUp, readTree } from './tree.ts';

const source = readTree('src');

const PUBLIC: Readonly<Record<string, readonly string[]>> = {
  'src/index.ts': [
    'connectCardFrame',
    'createCheckout',
    'formatMoney',
    'readCheckout',
    'type CardFrame',
    'type CardFrameOptions',
    'type Checkout',
    'type CheckoutController',
    'type CheckoutEventType',
    'type CheckoutEvents',
    'type CheckoutOptions',
    'type CheckoutReader',
    'type ClientPorts',
    'type Clock',
    'type Fetch',
    'type FieldError',
    'type Line',
    'type MethodSource',
    'type Money',
    'type NotSentReason',
    'type Notice',
    'type PagePort',
    'type Patience',
    'type Payment',
    'type PortOptions',
    'type Random',
    'type ReadCheckoutOptions',
    'type Refund',
    'type Snapshot',
    'type Status',
    'type SubmitResult',
    'type TokenizeResult',
    'type WakeReason',
  ],
  'src/react.ts': [
    'CardFields',
    'Checkout',
    'CheckoutProvider',
    'Confirmation',
    'ENGLISH',
    'PayButton',
    'StatusLine',
    'Summary',
    'type CheckoutListeners',
    'type CheckoutProps',
    'type CheckoutProviderProps',
    'type ConfirmationProps',
    'type Messages',
    'type Plural',
    'type UseCheckout',
    'useCheckout',
  ],
  'src/server.ts': [
    'addressOf',
    'correctedClock',
    'createPayonce',
    'openPglite',
    'openPostgres',
    'sandboxGateway',
    'serveFetch',
    'systemClock',
    'systemFetch',
    'systemRandom',
    'type BanksWord',
    'type ChargeFact',
    'type ChargeLabel',
    'type ChargeOrder',
    'type ChargeOutcome',
    'type Checkout',
    'type Clock',
    'type CorrectedClock',
    'type Database',
    'type EventHandlers',
    'type EventTarget',
    'type Fetch',
    'type Gateway',
    'type History',
    'type Limits',
    'type Line',
    'type ListOutcome',
    'type ListedCharge',
    'type LookupOutcome',
    'type Money',
    'type OpenDatabase',
    'type Operator',
    'type Payment',
    'type Payonce',
    'type PayonceEvent',
    'type PayonceOptions',
    'type PostgresOptions',
    'type Queryable',
    'type Quote',
    'type Random',
    'type ReconcileReport',
    'type Refund',
    'type RefundOrder',
    'type RefundOutcome',
    'type Row',
    'type SandboxOptions',
    'type SettledByHand',
    'type SqlValue',
    'type SweepReport',
    'type Waiting',
    'type WebhookReading',
  ],
};

test('these are the doors', () => {
  expect(doorsOf(source)).toEqual(Object.keys(PUBLIC));
});

test.each(Object.entries(PUBLIC))('%s exports what is listed here', (door, names) => {
  expect(exportsOf(source, door)).toEqual(names);
});

test('doors only re-export, by name, on one page', () => {
  expect(doorsOnlyReExport(source)).toEqual([]);
});

test('a door that does something, or exports it knows not what, is found', () => {
  const bad = madeUp({
    'src/a.ts': "export { a } from './client/a.ts';\nconst b = 1;",
    'src/b.ts': "export * from './client/a.ts';",
    'src/c.ts': "export { a } from './client/a.ts';\n".repeat(31),
    'src/d.ts': '// D.\nexport {\n  a,\n  type B,\n} from "./client/a.ts";',
  });
  expect(doorsOnlyReExport(bad)).toEqual([
    'src/a.ts does more than re-export by name',
    'src/b.ts does more than re-export by name',
    'src/c.ts is longer than a door',
  ]);
  expect(exportsOf(bad, 'src/d.ts')).toEqual(['a', 'type B']);
});

test('the headless door needs no React and nothing of a server', () => {
  expect(packagesBehindDoor(source, 'src/index.ts')).toEqual([
    '@tanstack/query-core',
    'uuid',
    'valibot',
  ]);
  expect(roomsBehind(source, 'src/index.ts')).toEqual(['client', 'platform', 'protocol']);
});

test('the React door brings nothing of a server', () => {
  expect(roomsBehind(source, 'src/react.ts')).toEqual(['client', 'platform', 'protocol', 'react']);
});

test('the server door brings nothing of a page', () => {
  const rooms = roomsBehind(source, 'src/server.ts');
  expect(rooms.filter((room) => ['client', 'react', 'frame', 'shop'].includes(room))).toEqual([]);
});

test('every source file is behind a door or starts by itself', () => {
  expect(nothingIsDead(source)).toEqual([]);
});

test('a file that nobody imports is found, also when a test does', () => {
  const bad = madeUp({
    'src/index.ts': "export { a } from './client/a.ts';",
    'src/client/a.ts': "import './b.ts';",
    'src/client/b.ts': '',
    'src/client/c.ts': "import './a.ts';",
    'src/client/c.css': '',
    'test/client/c.test.ts': "import '../../src/client/c.ts';",
  });
  expect(nothingIsDead(bad)).toEqual([
    'src/client/c.ts is behind no door and started by nobody',
    'src/client/c.css is behind no door and started by nobody',
  ]);
  expect(packagesBehindDoor(bad, 'src/index.ts')).toEqual([]);
});
