// A bank whose tokens can be used again, as those of saved cards can. A token that is good for one
// charge would hide that a server asks for a second one.

import type { Fetch } from '../../src/protocol/ports.ts';
import { isCharge } from './http.ts';

export interface SavedCards {
  readonly fetch: Fetch;
  /** A token of a card, good for any number of charges. */
  save(card: string): string;
}

export function withSavedCards(
  bank: Fetch,
  newToken: (card: string) => Promise<string>,
): SavedCards {
  const cards = new Map<string, string>();
  // The same charge repeated must carry the same token to be the same.
  const tokensByKey = new Map<string, Promise<string>>();
  return {
    async fetch(request) {
      if (!isCharge(request)) return bank(request);
      const order = (await request.json()) as { key: string; token: string };
      const token = tokensByKey.get(order.key) ?? newToken(cards.get(order.token) ?? '');
      tokensByKey.set(order.key, token);
      const body = JSON.stringify({ ...order, token: await token });
      return bank(new Request(request.url, { method: 'POST', headers: request.headers, body }));
    },
    save(card) {
      const token = `card_${cards.size + 1}`;
      cards.set(token, card);
      return token;
    },
  };
}
