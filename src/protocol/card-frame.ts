// What the widget and the bank's card frame say to each other over `postMessage`. The widget opens
// with `connect`, sent to the frame's exact origin together with a MessagePort; all else travels
// over that port. No message carries a digit of a card number, but for `last4`.

import * as v from 'valibot';

/** Marks a message as ours among whatever else a page posts. */
export const CARD_FRAME_PROTOCOL = 'payonce.card-frame.1';

const method = v.object({
  type: v.string(),
  brand: v.exactOptional(v.string()),
  last4: v.exactOptional(v.string()),
});

/** Sent by the widget's window to the frame's; the transferred port is the only way back. */
export const connectSchema = v.object({
  protocol: v.literal(CARD_FRAME_PROTOCOL),
  type: v.literal('connect'),
  locale: v.string(),
  colorScheme: v.picklist(['light', 'dark']),
  // The frame takes looks as CSS custom properties it knows by name; unknown ones are ignored.
  variables: v.record(v.string(), v.string()),
});
export type Connect = v.InferOutput<typeof connectSchema>;

/**
 * Widget to frame. `lock` while a payment is in flight: the fields keep what they hold but take no
 * typing.
 */
export const toFrameSchema = v.variant('type', [
  v.object({ type: v.literal('tokenize'), id: v.number() }),
  v.object({ type: v.literal('lock'), locked: v.boolean() }),
  v.object({ type: v.literal('clear-security-code') }),
  v.object({ type: v.literal('focus') }),
  v.object({
    type: v.literal('appearance'),
    colorScheme: v.picklist(['light', 'dark']),
    variables: v.record(v.string(), v.string()),
  }),
]);
export type ToFrame = v.InferOutput<typeof toFrameSchema>;

/**
 * Frame to widget. `submit` is Enter in a field. `token-failed` with `incomplete`: the frame shows
 * what is missing.
 */
export const fromFrameSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('height'), px: v.number() }),
  v.object({
    type: v.literal('change'),
    complete: v.boolean(),
    empty: v.boolean(),
    brand: v.exactOptional(v.string()),
  }),
  v.object({ type: v.literal('submit') }),
  v.object({ type: v.literal('tokenized'), id: v.number(), token: v.string(), method }),
  v.object({
    type: v.literal('token-failed'),
    id: v.number(),
    reason: v.picklist(['incomplete', 'unreachable']),
    message: v.string(),
  }),
]);
export type FromFrame = v.InferOutput<typeof fromFrameSchema>;
