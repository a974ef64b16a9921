// Leaves the page for the bank's own, where the shopper proves who they are. Goes nowhere but to a
// web address.

export function goToBank(url: string | null): void {
  if (url === null || !URL.canParse(url)) return;
  const { protocol, href } = new URL(url);
  // A `javascript:` address would run in the shop's page.
  if (protocol === 'https:' || protocol === 'http:') window.location.assign(href);
}
