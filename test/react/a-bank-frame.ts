// The bank's end of a card frame: takes the widget's `connect` and speaks the protocol over a real
// MessageChannel, without a document or fields. jsdom loads no frames, so the iframe's window is
// replaced by one that listens.

import { fireEvent } from '@testing-library/react';
import type { Connect, FromFrame, ToFrame } from '../../src/protocol/card-frame.ts';

/** What the fields hold when Pay is pressed. */
export type Card =
  { readonly token: string; readonly type?: string } | 'incomplete' | 'unreachable';

export class BankFrame {
  readonly element: HTMLIFrameElement;
  readonly received: ToFrame[] = [];
  readonly greetings: { readonly hello: Connect; readonly origin: string }[] = [];
  card: Card = { token: 'tok_ok' };
  /** How many connections are open now. */
  connections = 0;
  #port: MessagePort | null = null;

  /**
   * Takes over the frame that is on the page now; its document has "loaded" when `load` is called.
   */
  constructor(element: HTMLIFrameElement) {
    this.element = element;
    const postMessage = (hello: Connect, origin: string, [port]: [MessagePort]): void => {
      this.greetings.push({ hello, origin });
      this.#listen(port);
    };
    Object.defineProperty(element, 'contentWindow', { value: { postMessage } });
  }

  load(): this {
    fireEvent.load(this.element);
    return this;
  }

  say(message: FromFrame): void {
    this.#port?.postMessage(message);
  }

  /** Enter in a field. */
  pressEnter(): void {
    this.say({ type: 'submit' });
  }

  #listen(port: MessagePort): void {
    this.#port = port;
    this.connections += 1;
    port.addEventListener('close', () => (this.connections -= 1));
    port.onmessage = ({ data }: MessageEvent<ToFrame>) => {
      this.received.push(data);
      if (data.type === 'tokenize') this.say(this.#tokenized(data.id));
    };
    this.say({ type: 'ready' });
  }

  #tokenized(id: number): FromFrame {
    const { card } = this;
    if (typeof card === 'string') {
      return { type: 'token-failed', id, reason: card, message: 'Enter the long number.' };
    }
    const method = { type: card.type ?? 'card', brand: 'visa', last4: '4242' };
    return { type: 'tokenized', id, token: card.token, method };
  }
}
