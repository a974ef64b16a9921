// Who may talk to the fields: the window that frames them, and only from the origin the page was
// asked for. Everything after the first message goes over the port that came with it. Knows nothing
// of fields.

import * as v from 'valibot';
import { connectSchema, type Connect } from '../protocol/card-frame.ts';

/** What of the page's window matters here. */
export interface FrameWindow {
  readonly parent: unknown;
  readonly location: { readonly search: string };
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

export interface Connected {
  readonly connect: Connect;
  readonly port: MessagePort;
}

/** True when somebody frames the page; alone, a window is its own parent. */
export function isFramed(frame: FrameWindow): boolean {
  return frame.parent !== frame;
}

/**
 * Calls back for each `connect` that is good: a widget drawn anew connects anew. All else is not
 * for us.
 */
export function onConnect(frame: FrameWindow, run: (connected: Connected) => void): void {
  const expected = new URLSearchParams(frame.location.search).get('origin');
  frame.addEventListener('message', (event) => {
    if (!isFramed(frame) || event.source !== frame.parent) return;
    if (expected !== null && event.origin !== expected) return;
    const [port] = event.ports;
    const data: unknown = event.data;
    if (port === undefined || !v.is(connectSchema, data)) return;
    run({ connect: data, port });
  });
}
