// The conversation between a widget and the fields: what each message does, and what is told back.
// One widget at a time; a new connection ends the one before. Knows messages, not how fields work
// inside.

import * as v from 'valibot';
import { toFrameSchema, type FromFrame, type ToFrame } from '../protocol/card-frame.ts';
import type { Fetch } from '../protocol/ports.ts';
import { applyAppearance, applyDirection } from './appearance.ts';
import { requestToken } from './bank-calls.ts';
import { CardForm, type CardState } from './card-form.ts';
import { pick } from './field.ts';
import { isFramed, onConnect, type FrameWindow } from './connection.ts';

export interface SessionOptions {
  readonly page: Document;
  readonly frame: FrameWindow;
  /** The bank's origin, which is the page's own. */
  readonly origin: string;
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly after: (delayMs: number, run: () => void) => void;
  /** Calls back with the content's height, now and whenever it changes. */
  readonly watchHeight: (run: (px: number) => void) => void;
}

const UNREACHABLE = 'The card fields cannot reach the bank right now. Try again in a moment.';

/** Brings the page to life: the fields at once, the conversation when the widget connects. */
export function startSession(options: SessionOptions): void {
  const { page, frame } = options;
  let port: MessagePort | null = null;
  let heightPx: number | null = null;
  const send = (message: FromFrame): void => port?.postMessage(message);
  const form = new CardForm({
    root: page,
    now: options.now,
    after: options.after,
    onChange: (state) => send(changeOf(state)),
    onEnter: () => send({ type: 'submit' }),
  });
  // Only this page's script sends: there is no address to post a card to.
  pick(page, '#fields', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
  });
  if (!isFramed(frame)) pick(page, '#alone', HTMLElement).hidden = false;
  onConnect(frame, (connected) => {
    port?.close();
    port = connected.port;
    applyDirection(page, connected.connect.locale);
    applyAppearance(page, connected.connect);
    form.lock(false);
    // An answer goes to whoever asked: another widget's question may bear the same number.
    const reply = (message: FromFrame): void => connected.port.postMessage(message);
    connected.port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (v.is(toFrameSchema, data)) obey(data, form, options, reply);
    };
    send({ type: 'ready' });
    if (heightPx !== null) send({ type: 'height', px: heightPx });
    // A browser may have restored what was typed before.
    send(changeOf(form.state()));
  });
  options.watchHeight((px) => {
    if (px === heightPx) return;
    heightPx = px;
    send({ type: 'height', px });
  });
}

function obey(
  message: ToFrame,
  form: CardForm,
  options: SessionOptions,
  reply: (message: FromFrame) => void,
): void {
  switch (message.type) {
    case 'tokenize':
      void tokenize(message.id, form, options).then(reply);
      return;
    case 'lock':
      form.lock(message.locked);
      return;
    case 'clear-security-code':
      form.clearSecurityCode();
      return;
    case 'focus':
      form.focus();
      return;
    case 'appearance':
      applyAppearance(options.page, message);
      return;
    default:
      message satisfies never;
  }
}

async function tokenize(
  id: number,
  form: CardForm,
  { fetch, origin }: SessionOptions,
): Promise<FromFrame> {
  const failed = (reason: 'incomplete' | 'unreachable', message: string): FromFrame => {
    return { type: 'token-failed', id, reason, message };
  };
  const submitted = form.submit();
  if ('message' in submitted) return failed('incomplete', submitted.message);
  const { details } = submitted;
  const call = await requestToken(fetch, origin, details);
  switch (call.type) {
    case 'issued': {
      const { token, brand, last4 } = call.token;
      const type = 'iban' in details ? 'bank_debit' : 'card';
      return { type: 'tokenized', id, token, method: { type, brand, last4 } };
    }
    case 'invalid': {
      const shown = form.showErrors(call.errors);
      return shown === null ? failed('unreachable', UNREACHABLE) : failed('incomplete', shown);
    }
    case 'unreachable':
      return failed('unreachable', UNREACHABLE);
    default:
      return call satisfies never;
  }
}

function changeOf({ complete, empty, brand }: CardState): FromFrame {
  return { type: 'change', complete, empty, ...(brand !== null && { brand }) };
}
