// The bank's card page in jsdom, framed by a window that the test plays: what the widget would send
// and hear, and what the bank answers. Timers run when the test says so.

import { userEvent } from '@testing-library/user-event';
import { CARD_PAGE } from '../../src/bank/card-page.ts';
import {
  CARD_FRAME_PROTOCOL,
  type FromFrame,
  type ToFrame,
} from '../../src/protocol/card-frame.ts';
import type { FrameWindow } from '../../src/frame/connection.ts';
import { startSession } from '../../src/frame/session.ts';

export interface CardPage {
  readonly number: HTMLInputElement;
  readonly exp: HTMLInputElement;
  readonly cvc: HTMLInputElement;
  /** What the widget heard, in order. */
  readonly heard: FromFrame[];
  /** Requests to the bank; each waits for `answer`. */
  readonly requests: Request[];
  answer(response: Response | Error): Promise<void>;
  tell(message: ToFrame | Record<string, unknown>): Promise<void>;
  connect(hello?: Record<string, unknown>, from?: Partial<MessageEvent>): void;
  /** Lets what was put off until later happen. */
  later(): void;
  setHeight(px: number): void;
  heardOf<Type extends FromFrame['type']>(type: Type): Extract<FromFrame, { type: Type }>[];
}

export const PARENT = { name: 'the shop' };
export const SHOP = 'https://shop.test';
export const HELLO = {
  protocol: CARD_FRAME_PROTOCOL,
  type: 'connect',
  locale: 'en',
  colorScheme: 'light',
  variables: {},
};

export function aCardPage(options: { search?: string; isAlone?: boolean } = {}): CardPage {
  document.documentElement.removeAttribute('dir');
  const parsed = new DOMParser().parseFromString(CARD_PAGE, 'text/html');
  document.body.replaceChildren(...parsed.body.children);

  const heard: FromFrame[] = [];
  const requests: Request[] = [];
  const answers: { resolve: (r: Response) => void; reject: (e: Error) => void }[] = [];
  const put: (() => void)[] = [];
  let listen: (event: MessageEvent) => void = () => undefined;
  let setHeight: (px: number) => void = () => undefined;
  const port = { postMessage: (m: FromFrame) => heard.push(m), close: () => undefined };

  const frame: FrameWindow = {
    // Alone, a window is its own parent.
    get parent() {
      return options.isAlone === true ? frame : PARENT;
    },
    location: { search: options.search ?? `?origin=${encodeURIComponent(SHOP)}` },
    addEventListener: (_type, listener) => (listen = listener),
  };
  startSession({
    page: document,
    frame,
    origin: 'https://bank.test',
    fetch: (request) =>
      new Promise((resolve, reject) => {
        requests.push(request);
        answers.push({ resolve, reject });
      }),
    now: () => Date.UTC(2026, 10, 15),
    after: (_delayMs, run) => put.push(run),
    watchHeight: (run) => (setHeight = run),
  });

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const input = (id: string) => document.querySelector<HTMLInputElement>(`#${id}`)!;
  return {
    number: input('number'),
    exp: input('exp'),
    cvc: input('cvc'),
    heard,
    requests,
    async answer(response) {
      const next = answers.shift();
      if (response instanceof Error) next?.reject(response);
      else next?.resolve(response);
      await settle();
    },
    async tell(message) {
      (port as { onmessage?: (event: { data: unknown }) => void }).onmessage?.({ data: message });
      await settle();
    },
    connect(hello = HELLO, from = {}) {
      const event = { data: hello, source: PARENT, origin: SHOP, ports: [port], ...from };
      listen(event as unknown as MessageEvent);
    },
    later() {
      for (const run of put.splice(0)) run();
    },
    setHeight: (px) => setHeight(px),
    heardOf: (type) => heard.filter((m) => m.type === type) as never,
  };
}

export function errorOf(input: HTMLInputElement): string | null {
  const line = document.querySelector<HTMLElement>(`#${input.id}-error`);
  return line === null || line.hidden ? null : line.textContent;
}

export async function fill(
  page: CardPage,
  number: string,
  exp: string,
  cvc: string,
): Promise<void> {
  const user = userEvent.setup();
  for (const [input, text] of [
    [page.number, number],
    [page.exp, exp],
    [page.cvc, cvc],
  ] as const) {
    await user.clear(input);
    await user.type(input, text);
  }
}

export async function aFilledPage(): Promise<CardPage> {
  const page = aCardPage();
  page.connect();
  await fill(page, '4242424242424242', '1234', '123');
  return page;
}
