// What the demo is told by environment variables, parsed once, with clear words for what is wrong.
// Knows no process but its variables.

import { DEMO_WEBHOOK_SECRET } from '../bank/webhook-secret.ts';
import { parseMessage } from '../protocol/messages.ts';
import { shopFaultsSchema, type ArmedFault, type ShopFaultPoint } from './lab/faults.ts';

export interface Environment {
  readonly port: number;
  readonly bankPort: number;
  /** Where the bank is reached: our own on `bankPort`, or one that somebody else runs. */
  readonly bankUrl: string;
  /** False with `NO_BANK=1`: the bank at `BANK_URL` is somebody else's to start and stop. */
  readonly startsBank: boolean;
  readonly dataFolder: string;
  /** `postgres://…`, or null for the embedded database under `dataFolder`. */
  readonly databaseUrl: string | null;
  readonly lab: boolean;
  /** The bearer secret that may refund. */
  readonly merchantSecret: string;
  /** What the bank signs its webhooks with. */
  readonly webhookSecret: string;
  /** `PAYONCE_FAULTS`: armed in the lab from the start. */
  readonly faults: readonly ArmedFault<ShopFaultPoint>[];
}

type Variables = Readonly<Record<string, string | undefined>>;

// Known to everybody: a sandbox has no money to protect.
const DEMO_MERCHANT_SECRET = 'merchant_demo_secret';

const DEFAULT_PORT = 4242;
const MAX_PORT = 65_535;

export function readEnvironment(variables: Variables): Environment {
  const port = portOf(variables, 'PORT', DEFAULT_PORT);
  const bankPort = portOf(variables, 'BANK_PORT', port < MAX_PORT ? port + 1 : port - 1);
  const startsBank = given(variables, 'NO_BANK') !== '1';
  const lab = (given(variables, 'PAYONCE_LAB') ?? '1') === '1';
  const databaseUrl = databaseUrlOf(variables);
  refuseLiveKeys(variables, lab, databaseUrl);
  return {
    port,
    bankPort,
    bankUrl: bankUrlOf(variables, startsBank, bankPort),
    startsBank,
    dataFolder: given(variables, 'PAYONCE_DATA') ?? '.payonce',
    databaseUrl,
    lab,
    merchantSecret: given(variables, 'MERCHANT_SECRET') ?? DEMO_MERCHANT_SECRET,
    webhookSecret: given(variables, 'BANK_WEBHOOK_SECRET') ?? DEMO_WEBHOOK_SECRET,
    faults: faultsOf(variables, lab),
  };
}

function given(variables: Variables, name: string): string | null {
  const value = variables[name]?.trim() ?? '';
  return value === '' ? null : value;
}

function portOf(variables: Variables, name: string, fallback: number): number {
  const text = given(variables, name);
  if (text === null) return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= MAX_PORT) return port;
  throw new Error(`${name} is "${text}": set it to a port from 1 to ${MAX_PORT}.`);
}

function bankUrlOf(variables: Variables, startsBank: boolean, bankPort: number): string {
  const url = given(variables, 'BANK_URL');
  if (startsBank || url === null) return `http://localhost:${bankPort}`;
  // Without its scheme `localhost:4243` parses too, as something else.
  const origin = URL.canParse(url) ? new URL(url).origin : '';
  if (origin.startsWith('http')) return origin;
  throw new Error(`BANK_URL is "${url}": set it to an address such as http://localhost:4243.`);
}

function databaseUrlOf(variables: Variables): string | null {
  const url = given(variables, 'DATABASE_URL');
  // What stands there is not repeated: it may hold a password.
  if (url === null || /^postgres(ql)?:\/\//.test(url)) return url;
  throw new Error(
    'DATABASE_URL must be an address such as postgres://user:password@host:5432/name; leave it ' +
      'unset for the embedded database.',
  );
}

function faultsOf(variables: Variables, lab: boolean): Environment['faults'] {
  const text = given(variables, 'PAYONCE_FAULTS');
  if (text === null) return [];
  if (!lab) throw new Error('PAYONCE_FAULTS needs the lab: unset it, or set PAYONCE_LAB=1.');
  const parsed = parseMessage(shopFaultsSchema, asJson(text));
  if (parsed.ok) return parsed.value;
  const [{ path, message } = { path: '', message: 'is invalid' }] = parsed.errors;
  throw new Error(`PAYONCE_FAULTS: ${path === '' ? '' : `${path}: `}${message}.`);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Gateways' secret keys for real money, by their documented prefixes and names.
const LIVE_KEY = /^\s*(sk|rk)_live_/;

/**
 * Real money never meets fault injection, nor the embedded database, which does not wait for the
 * disk.
 */
function refuseLiveKeys(variables: Variables, lab: boolean, databaseUrl: string | null): void {
  if (!lab && databaseUrl !== null) return;
  for (const [name, value] of Object.entries(variables)) {
    if (!LIVE_KEY.test(value ?? '')) continue;
    throw new Error(
      `${name} holds a live gateway key: the lab's faults and the embedded database never run ` +
        'beside one. Unset it, or set PAYONCE_LAB=0 and DATABASE_URL.',
    );
  }
}
