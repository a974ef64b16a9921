// The card frame's port: what is said to which origin, and what is believed of what comes back.

import { expect, test, vi } from 'vitest';
import { connectCardFrame, type CardFrameOptions } from '../../src/platform/connect-card-frame.ts';
import { CARD_FRAME_PROTOCOL, type FromFrame } from '../../src/protocol/card-frame.ts';

interface Bank {
  /** What arrived through the port. */
  readonly heard: unknown[];
  /** What `postMessage` was called with on the frame's window. */
  readonly hello: unknown;
  readonly origin: unknown;
  say(message: unknown): void;
}

/** A frame's window that takes the port as the bank's page does. */
function connect(options: Partial<CardFrameOptions> = {}) {
  const calls: unknown[][] = [];
  const contentWindow = { postMessage: (...call: unknown[]) => calls.push(call) };
  const frame = connectCardFrame({
    frame: { contentWindow } as unknown as HTMLIFrameElement,
    clientUrl: 'https://bank.example/card?x=1',
    locale: 'en',
    colorScheme: 'light',
    variables: { '--payonce-ink': '#000' },
    ...options,
  });
  const [hello, origin, [port]] = calls[0] as [unknown, unknown, [MessagePort]];
  const heard: unknown[] = [];
  port.onmessage = ({ data }) => heard.push(data);
  const bank: Bank = { heard, hello, origin, say: (message) => port.postMessage(message) };
  return { frame, bank };
}

test('it greets exactly the origin of the frame, with its looks', () => {
  const { bank, frame } = connect();
  expect(bank.origin).toBe('https://bank.example');
  expect(bank.hello).toEqual({
    protocol: CARD_FRAME_PROTOCOL,
    type: 'connect',
    locale: 'en',
    colorScheme: 'light',
    variables: { '--payonce-ink': '#000' },
  });
  frame.disconnect();
});

test('an address without an origin is refused', () => {
  expect(() => connect({ clientUrl: 'data:text/html,hello' })).toThrow(/no origin/);
});

test('a token comes back to the question that asked for it', async () => {
  const { bank, frame } = connect();
  const result = frame.tokenize(new AbortController().signal);
  await vi.waitFor(() => expect(bank.heard).toEqual([{ type: 'tokenize', id: 1 }]));
  const method = { type: 'card', brand: 'visa', last4: '4242' };
  bank.say({ type: 'tokenized', id: 7, token: 'tok_other', method } satisfies FromFrame);
  bank.say({ type: 'tokenized', id: 1, token: 'tok_1', method } satisfies FromFrame);
  expect(await result).toEqual({ type: 'token', token: 'tok_1', method });
  frame.disconnect();
});

test.each(['incomplete', 'unreachable'] as const)(
  'a card that is %s is told as that',
  async (reason) => {
    const { bank, frame } = connect();
    const result = frame.tokenize(new AbortController().signal);
    bank.say({ type: 'token-failed', id: 1, reason, message: 'why' } satisfies FromFrame);
    expect(await result).toEqual({ type: reason, message: 'why' });
    frame.disconnect();
  },
);

test('what does not parse is not heard', async () => {
  const onHeight = vi.fn();
  const { bank, frame } = connect({ onHeight });
  for (const message of [null, 'ready', { type: 'height', px: 'tall' }, { type: 'evil' }]) {
    bank.say(message);
  }
  bank.say({ type: 'height', px: 96 } satisfies FromFrame);
  await vi.waitFor(() => expect(onHeight).toHaveBeenCalled());
  expect(onHeight.mock.calls).toEqual([[96]]);
  frame.disconnect();
});

test('ready, changes and Enter are passed on', async () => {
  const [onReady, onChange, onSubmit] = [vi.fn(), vi.fn(), vi.fn()];
  const { bank, frame } = connect({ onReady, onChange, onSubmit });
  bank.say({ type: 'ready' } satisfies FromFrame);
  bank.say({ type: 'change', complete: true, empty: false, brand: 'visa' } satisfies FromFrame);
  bank.say({ type: 'submit' } satisfies FromFrame);
  await vi.waitFor(() => expect(onSubmit).toHaveBeenCalledOnce());
  expect(onReady).toHaveBeenCalledOnce();
  expect(onChange).toHaveBeenCalledWith({ complete: true, empty: false, brand: 'visa' });
  frame.disconnect();
});

test('an aborted question is answered at once, and its late token is nobody‘s', async () => {
  const { bank, frame } = connect();
  const stop = new AbortController();
  const result = frame.tokenize(stop.signal);
  stop.abort();
  expect(await result).toMatchObject({ type: 'unreachable' });
  const method = { type: 'card' };
  bank.say({ type: 'tokenized', id: 1, token: 'tok_late', method } satisfies FromFrame);
  expect(await frame.tokenize(stop.signal)).toMatchObject({ type: 'unreachable' });
  frame.disconnect();
});

test('a frame that is disconnected answers what was asked and hears no more', async () => {
  const onReady = vi.fn();
  const { bank, frame } = connect({ onReady });
  const result = frame.tokenize(new AbortController().signal);
  frame.disconnect();
  expect(await result).toMatchObject({ type: 'unreachable' });
  expect(await frame.tokenize(new AbortController().signal)).toMatchObject({ type: 'unreachable' });
  bank.say({ type: 'ready' } satisfies FromFrame);
  expect(onReady).not.toHaveBeenCalled();
});

test('locking, focus, looks and the security code are told to the frame', async () => {
  const { bank, frame } = connect();
  frame.lock(true);
  frame.focus();
  frame.setAppearance('dark', { a: 'b' });
  frame.clearSecurityCode();
  await vi.waitFor(() => expect(bank.heard).toHaveLength(4));
  expect(bank.heard).toEqual([
    { type: 'lock', locked: true },
    { type: 'focus' },
    { type: 'appearance', colorScheme: 'dark', variables: { a: 'b' } },
    { type: 'clear-security-code' },
  ]);
  frame.disconnect();
});
