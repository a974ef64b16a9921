// How long a click is good for. A charge may be sent until 120 s after the shopper pressed Pay and
// never later. No clock is shared between a page and a server, so each gets half: the page sends
// within its half, counted from the click; the server sends within its own, counted from the claim.

export const CONSENT_MS = 120_000;
export const CLIENT_CONSENT_MS = CONSENT_MS / 2;
export const SERVER_CONSENT_MS = CONSENT_MS - CLIENT_CONSENT_MS;
