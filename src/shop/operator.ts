// The operator's command: `npm run operator -- list`. Reads what was typed, asks the desk, prints
// what came of it in words. Ends with 0 when it was done, 1 when it could not be, 2 when it was
// mistyped.

import { wordsOf } from '../node/lifetime.ts';
import { systemClock } from '../platform/system.ts';
import type { History, ReconcileReport, SettledByHand, SweepReport, Waiting } from '../server.ts';
import { readEnvironment } from './environment.ts';
import { commandOf, HELP, type Command } from './operator-command.ts';
import { openDesk, type Desk } from './operator-desk.ts';
import { reconcileWords, SETTLED, storyWords, sweepWords, waitingWords } from './operator-words.ts';

type Asking = Exclude<Command, { type: 'help' | 'wrong' }>;

const NOT_DONE = 1;
const MISTYPED = 2;

async function main(): Promise<number> {
  const command = commandOf(process.argv.slice(2));
  if (command.type === 'wrong') {
    console.error(command.words);
    return MISTYPED;
  }
  if (command.type === 'help') {
    console.log(HELP);
    return 0;
  }
  const environment = readEnvironment(process.env);
  const desk = await openDesk(environment);
  try {
    const { done, words } = await carryOut(command, asker(desk, environment.merchantSecret));
    (done ? console.log : console.error)(words);
    return done ? 0 : NOT_DONE;
  } finally {
    await desk.close();
  }
}

interface Outcome {
  readonly done: boolean;
  readonly words: string;
}

type Ask = <T>(method: 'GET' | 'POST', path: string, body?: unknown) => Promise<T>;

async function carryOut(command: Asking, ask: Ask): Promise<Outcome> {
  switch (command.type) {
    case 'list':
      return { done: true, words: waitingWords(await ask<Waiting>('GET', 'waiting')) };
    case 'show': {
      const story = await ask<History | null>('GET', `checkouts/${command.checkoutId}`);
      if (story === null) return { done: false, words: SETTLED['not-found'] };
      return { done: true, words: storyWords(story) };
    }
    case 'settle':
      return settle(command, ask);
    case 'revive': {
      const done = await ask<boolean>('POST', `events/${command.eventId}/revive`);
      const words = done ? 'Offered again with the next sweep.' : 'There is no such dead event.';
      return { done, words };
    }
    case 'sweep':
      return { done: true, words: sweepWords(await ask<SweepReport>('POST', 'sweep')) };
    case 'reconcile': {
      const report = await ask<ReconcileReport>('POST', 'reconcile', { most: command.most });
      return { done: true, words: reconcileWords(report) };
    }
  }
}

// A server that asks a silent bank holds the payment for seconds, and lets go of it in between.
const TRIES = 60;
const PAUSE_MS = 250;

async function settle(
  { checkoutId, word }: Extract<Asking, { type: 'settle' }>,
  ask: Ask,
): Promise<Outcome> {
  const path = `checkouts/${checkoutId}/settle`;
  let end = await ask<SettledByHand>('POST', path, word);
  for (let tries = 1; end === 'held' && tries < TRIES; tries += 1) {
    await systemClock.sleep(PAUSE_MS);
    end = await ask<SettledByHand>('POST', path, word);
  }
  return { done: end === 'settled' || end === 'gateway-knew', words: SETTLED[end] };
}

function asker({ fetch }: Desk, merchantSecret: string): Ask {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers = {
      Authorization: `Bearer ${merchantSecret}`,
      'Content-Type': 'application/json',
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const url = `http://desk.invalid/payonce-operator/${path}`;
    const answer = await fetch(new Request(url, { method, headers, ...sent }));
    const content = (await answer.json().catch(() => ({}))) as { result?: T; detail?: string };
    if (answer.ok && content.result !== undefined) return content.result;
    if (answer.status === 401)
      throw new Error('The shop has another MERCHANT_SECRET: set its own.');
    throw new Error(content.detail ?? `The shop's operator answered ${answer.status}.`);
  };
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(wordsOf(error));
    process.exitCode = NOT_DONE;
  },
);
