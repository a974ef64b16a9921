// The key of a payment that was found at the gateway after the database had lost it, and what is
// told of it. The key says whether anybody still knows what was bought: a debit is paid days later,
// and only then is it to be shipped. Pure.

// The shopper's own key is lost. These can never be sent: they are no UUIDs.
const PURCHASE_KNOWN = 'adopted:';
const NOBODY_KNOWS = 'adopted-unseen:';

export const FOUND = 'Found at the gateway after the database had lost it.';
export const PURCHASE_LOST = `${FOUND} What was bought is lost as well: find out, and ship it by hand.`;

export function adoptedKey(chargeId: string, isPurchaseKnown: boolean): string {
  return `${isPurchaseKnown ? PURCHASE_KNOWN : NOBODY_KNOWS}${chargeId}`;
}

/** Whether the payment of this key was taken in without anybody knowing what it is for. */
export function isPurchaseLost(key: string): boolean {
  return key.startsWith(NOBODY_KNOWS);
}
