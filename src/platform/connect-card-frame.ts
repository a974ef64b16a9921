// A card frame of the bank as a source of payment methods. The widget's window speaks first, to the
// frame's exact origin, and hands over one end of a MessageChannel; everything else travels over
// that. What comes back is parsed before it is believed. Knows no card number: none ever comes this
// way.

import type { CheckoutEvents } from '../client/events.ts';
import type { MethodSource, TokenizeResult } from '../client/ports.ts';
import {
  CARD_FRAME_PROTOCOL,
  fromFrameSchema,
  type Connect,
  type FromFrame,
  type ToFrame,
} from '../protocol/card-frame.ts';
import { parseMessage } from '../protocol/messages.ts';

/** The frame, its looks, and who wants to hear of it. */
export interface CardFrameOptions {
  /** The iframe whose document the bank serves; connect again after each of its `load` events. */
  readonly frame: HTMLIFrameElement;
  /** `Checkout.gateway.clientUrl`: messages go to exactly this origin. */
  readonly clientUrl: string;
  readonly locale: string;
  readonly colorScheme: 'light' | 'dark';
  /** Looks as CSS custom properties, by name. */
  readonly variables: Readonly<Record<string, string>>;
  readonly onReady?: () => void;
  readonly onHeight?: (px: number) => void;
  readonly onChange?: (detail: CheckoutEvents['change']) => void;
  /** Enter was pressed in a field. */
  readonly onSubmit?: () => void;
}

/** A connected card frame. Attach it with `attachMethod`. */
export interface CardFrame extends MethodSource {
  clearSecurityCode(): void;
  lock(locked: boolean): void;
  focus(): void;
  setAppearance(colorScheme: 'light' | 'dark', variables: Readonly<Record<string, string>>): void;
  disconnect(): void;
}

type Answer = (result: TokenizeResult) => void;

/**
 * Connects to the bank's document in `frame`. Throws when `clientUrl` is no URL with an origin.
 *
 * ```ts
 * frame.addEventListener('load', () => {
 *   const clientUrl = checkout.getSnapshot().checkout?.gateway.clientUrl ?? '';
 *   const looks = { locale: 'en', colorScheme: 'light', variables: {} } as const;
 *   checkout.attachMethod(connectCardFrame({ frame, clientUrl, ...looks }));
 * });
 * ```
 */
export function connectCardFrame(options: CardFrameOptions): CardFrame {
  const { port1: port, port2: theirs } = new MessageChannel();
  const asked = new Map<number, Answer>();
  let lastId = 0;
  let isConnected = true;

  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    const parsed = parseMessage(fromFrameSchema, data);
    if (parsed.ok) hear(parsed.value, options, asked);
  };
  greet(options, theirs);

  function say(message: ToFrame): void {
    port.postMessage(message);
  }

  return {
    tokenize: (signal) =>
      new Promise((resolve) => {
        const id = (lastId += 1);
        const answer: Answer = (result) => {
          asked.delete(id);
          signal.removeEventListener('abort', giveUp);
          resolve(result);
        };
        const giveUp = () => answer(UNREACHABLE);
        if (signal.aborted || !isConnected) {
          giveUp();
          return;
        }
        signal.addEventListener('abort', giveUp);
        asked.set(id, answer);
        say({ type: 'tokenize', id });
      }),
    clearSecurityCode: () => say({ type: 'clear-security-code' }),
    lock: (locked) => say({ type: 'lock', locked }),
    focus: () => say({ type: 'focus' }),
    setAppearance: (colorScheme, variables) =>
      say({ type: 'appearance', colorScheme, variables: { ...variables } }),
    disconnect: () => {
      isConnected = false;
      port.onmessage = null;
      port.close();
      for (const answer of [...asked.values()]) answer(UNREACHABLE);
    },
  };
}

const UNREACHABLE: TokenizeResult = { type: 'unreachable', message: 'The card frame is gone.' };

function greet(options: CardFrameOptions, port: MessagePort): void {
  const { origin } = new URL(options.clientUrl, document.baseURI);
  // "null" would be nobody's origin, and "*" everybody's.
  if (origin === 'null') {
    throw new TypeError(`payonce: "${options.clientUrl}" has no origin: give an http(s) address.`);
  }
  const hello: Connect = {
    protocol: CARD_FRAME_PROTOCOL,
    type: 'connect',
    locale: options.locale,
    colorScheme: options.colorScheme,
    variables: { ...options.variables },
  };
  options.frame.contentWindow?.postMessage(hello, origin, [port]);
}

function hear(message: FromFrame, options: CardFrameOptions, asked: Map<number, Answer>): void {
  switch (message.type) {
    case 'ready':
      options.onReady?.();
      return;
    case 'height':
      options.onHeight?.(message.px);
      return;
    case 'change': {
      const { type: _type, ...detail } = message;
      options.onChange?.(detail);
      return;
    }
    case 'submit':
      options.onSubmit?.();
      return;
    case 'tokenized': {
      const { token, method } = message;
      asked.get(message.id)?.({ type: 'token', token, method });
      return;
    }
    case 'token-failed':
      asked.get(message.id)?.({ type: message.reason, message: message.message });
      return;
  }
}
