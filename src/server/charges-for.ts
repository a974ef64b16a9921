// What the gateway lists for one checkout, page by page. Knows no row.

import type { ListedCharge } from './gateway.ts';
import type { Settings } from './options.ts';

/** This installation's charges for a checkout; null when the gateway does not tell. */
export async function chargesFor(
  settings: Settings,
  checkoutId: string,
): Promise<readonly ListedCharge[] | null> {
  const { mark } = await settings.installation();
  const found: ListedCharge[] = [];
  let cursor: string | null = null;
  do {
    const page = await settings.gateway.listFor(checkoutId, cursor);
    if (page.type === 'unknown') {
      settings.onError(new Error(page.reason), `charges of ${checkoutId}`);
      return null;
    }
    found.push(...page.charges.filter(({ label }) => label?.mark === mark));
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

/** Empty where the gateway keeps no charge of it. */
export function chargeIdOf({ fact }: ListedCharge): string {
  return 'chargeId' in fact ? (fact.chargeId ?? '') : '';
}
