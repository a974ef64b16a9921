// The layers in the page. Each is taken away where it decides, and nowhere else.

import type { Layer } from './layer.ts';

const ATTEMPT = 'src/client/attempt.ts';
const PAY = 'src/client/pay.ts';
const VIEW = 'src/client/view.ts';

export const PAGE_LAYERS = {
  'client-latch': {
    words: 'A press takes the latch synchronously: until its POST is out, any other press goes on.',
    patches: [
      {
        file: 'src/client/create-checkout.ts',
        find: `    if (hold.type !== 'free' || (checkout !== null && isLive(checkout)))`,
        replace: `    const isPending = hold.type !== 'free' && hold.type !== 'preparing';
    if (isPending || (checkout !== null && isLive(checkout)))`,
      },
      {
        file: VIEW,
        find: `  if (facts.hold.type !== 'free' || local.unread`,
        replace: `  const isPending = facts.hold.type !== 'free' && facts.hold.type !== 'preparing';
  if (isPending || local.unread`,
      },
      {
        file: VIEW,
        find: `  return (status === 'ready' || status === 'declined') && local.trusted;`,
        replace: `  if (status === 'paying') return local.trusted;
  return (status === 'ready' || status === 'declined') && local.trusted;`,
      },
      {
        file: 'src/client/transition.ts',
        find: `  if (hold.type !== 'free' || checkout?.status !== 'open') return facts;`,
        replace: `  const isPending = hold.type !== 'free' && hold.type !== 'preparing';
  if (isPending || checkout?.status !== 'open') return facts;`,
      },
      {
        file: 'src/client/facts.ts',
        find: `hold.type !== 'ended' && hold.press.id === press.id;`,
        replace: `hold.type !== 'ended';`,
      },
      {
        file: ATTEMPT,
        find: `hold.type !== 'preparing' || hold.press.id !== press.id || checkout === null`,
        replace: `checkout === null`,
      },
    ],
  },
  'retry-key': {
    words: 'A retry carries the key of the first send: each carries one of its own.',
    patches: [
      {
        file: PAY,
        find: `import { CLIENT_CONSENT_MS } from '../protocol/consent.ts';`,
        replace: `import { CLIENT_CONSENT_MS } from '../protocol/consent.ts';
import { newIdempotencyKey } from '../protocol/keys.ts';`,
      },
      {
        file: PAY,
        find: `    const answer = await postPayment(ports, till.api, order, over.signal, () => {`,
        replace: `    const key = failures === 0 ? order.key : newIdempotencyKey(clock, random);
    const answer = await postPayment(ports, till.api, { ...order, key }, over.signal, () => {`,
      },
    ],
  },
  'tab-courtesy': {
    words: 'Tabs hear of each other who pays: none hears anything.',
    patches: [
      {
        file: 'src/client/courtesy.ts',
        find: `    if (isPayingHere || (!isPaying && !lapse.isSet())) return;`,
        replace: `    if (isPayingHere || !isPayingHere) return;`,
      },
    ],
  },
} as const satisfies Record<string, Layer>;
