// The bank's webhooks on their way to the shop: lost, doubled, late, and imitated by a forger who
// has seen one but has no secret. Knows no events.

import type { Fetch } from '../protocol/ports.ts';
import type { PublicLine, Sender } from './public-line.ts';
import type { World } from './world-parts.ts';

const LATE_LOW_MS = 1_000;
const LATE_HIGH_MS = 90_000;

const senderOf = (name: string): Sender => ({
  name,
  principal: () => null,
  isOnline: () => true,
  isBrowser: false,
});
const BANK = senderOf('bank');
const FORGER = senderOf('forger');

/** `place` is asked for when the first webhook goes out: the line needs the bank, too. */
export function webhookLine(
  place: () => { readonly world: World; readonly line: PublicLine },
): Fetch {
  let count = 0;
  return async (request) => {
    const { world, line } = place();
    const { timeline, chance, faults } = world;
    const point = `webhook ${(count += 1)}`;
    const { url, headers } = request;
    const body = await request.text();
    const send = (sender: Sender, text = body): Promise<Response> =>
      line.fetch(sender, new Request(url, { method: 'POST', headers, body: text }), (exchange) => {
        const event = headers.get('webhook-id') ?? '';
        const genuine = text === body;
        world.recorder.record({ type: 'webhook-sent', event, exchange, genuine });
      });
    if (faults.strikes('webhook-forged', point)) {
      void send(FORGER, forged(body, chance.fraction('forgery', point))).catch(() => undefined);
    }
    if (faults.strikes('webhook-doubled', point)) void send(BANK).catch(() => undefined);
    if (faults.strikes('webhook-lost', point)) {
      // Somebody in between took it and never passed it on: the bank will not come again.
      return new Response(null, { status: 200 });
    }
    if (faults.strikes('webhook-late', point)) {
      const lateMs = chance.delay('webhook late', point, LATE_LOW_MS, LATE_HIGH_MS);
      await new Promise<void>((resolve) => {
        timeline.after(lateMs, resolve);
      });
    }
    return send(BANK);
  };
}

/** Says that money was taken, or not, where the bank says the opposite; or merely another way. */
function forged(body: string, fraction: number): string {
  if (fraction < 0.4) return body.replace(/"status":"\w+"/, '"status":"captured"');
  if (fraction < 0.8) return body.replace(/"status":"\w+"/, '"status":"declined"');
  return body.replace(/\}$/, ' }');
}
