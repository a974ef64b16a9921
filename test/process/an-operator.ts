// The operator's command as it is typed, and what it is typed beside.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { guard, unguard } from '../support/orphan-guard.ts';
import { cleanEnvironment, NODE_FLAGS, type ShopProcess } from '../support/shop-process.ts';

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const ROOT = join(import.meta.dirname, '..', '..');

export async function operator(
  env: Readonly<Record<string, string>>,
  typed: string,
): Promise<Said> {
  const args = [...NODE_FLAGS, 'src/shop/operator.ts', ...typed.split(' ')];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...env },
  });
  guard(child.pid ?? 0);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  unguard(child.pid ?? 0);
  return { code, ...said };
}

export function environmentOf({ port, bankPort, dataFolder }: ShopProcess): Record<string, string> {
  return { PORT: String(port), BANK_PORT: String(bankPort), PAYONCE_DATA: dataFolder };
}
