// What the demo is told by environment variables, parsed once, with clear words for what is wrong. Knows no process but
// its variables.

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
}

type Variables = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = 4242;
const MAX_PORT = 65_535;

export function readEnvironment(variables: Variables): Environment {
  const port = portOf(variables, 'PORT', DEFAULT_PORT);
  const bankPort = portOf(variables, 'BANK_PORT', port + 1);
  const startsBank = variables['NO_BANK'] !== '1';
  const lab = (variables['PAYONCE_LAB'] ?? '1') === '1';
  if (lab) refuseLiveKeys(variables);
  return {
    port,
    bankPort,
    bankUrl: bankUrlOf(variables, startsBank, bankPort),
    startsBank,
    dataFolder: given(variables, 'PAYONCE_DATA') ?? '.payonce',
    databaseUrl: databaseUrlOf(variables),
    lab,
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
  if (URL.canParse(url)) return new URL(url).origin;
  throw new Error(`BANK_URL is "${url}": set it to an address such as http://localhost:4243.`);
}

function databaseUrlOf(variables: Variables): string | null {
  const url = given(variables, 'DATABASE_URL');
  if (url === null || /^postgres(ql)?:\/\//.test(url)) return url;
  throw new Error('DATABASE_URL must begin with postgres://; leave it unset for the embedded one.');
}

// Gateways' secret keys for real money, by their documented prefixes and names.
const LIVE_KEY = /^(sk|rk)_live_/;

/** Fault injection and real money never meet in one process. */
function refuseLiveKeys(variables: Variables): void {
  for (const [name, value] of Object.entries(variables)) {
    if (!LIVE_KEY.test(value ?? '')) continue;
    throw new Error(
      `${name} holds a live gateway key: the lab and its faults never run beside one. ` +
        'Unset it, or set PAYONCE_LAB=0.',
    );
  }
}
