// The page on which a shopper says yes or no to a charge, as HTML, and what a browser may do on it:
// run nothing, load one style sheet, send one form. Knows words and markup, decides nothing.

import { formatMoney } from '../protocol/money.ts';
import type { Charge } from './ledger.ts';

interface AuthenticationView {
  readonly charge: Charge;
  readonly secret: string;
  readonly returnUrl: string;
}

export function authenticationPage({ charge, secret, returnUrl }: AuthenticationView): Response {
  const question = page(
    'Is this you?',
    `
      <p class="amount">${escaped(formatMoney(charge.amount, 'en'))}</p>
      ${details(charge)}
      <form method="post" action="/authenticate/${escaped(charge.id)}">
        <input type="hidden" name="secret" value="${escaped(secret)}" />
        <button class="primary" name="decision" value="approve">Approve</button>
        <button name="decision" value="refuse">Refuse</button>
      </form>
      <p class="small">Nothing is charged unless you approve.</p>`,
  );
  return html(200, question, returnUrl);
}

type OverStatus = Exclude<Charge['status'], 'pending'>;

const OVER: Readonly<Record<OverStatus, readonly [title: string, words: string]>> = {
  captured: ['You approved this payment', 'There is nothing more to do here.'],
  declined: ['This payment was not made', 'Nothing was charged for it.'],
  canceled: ['This payment was canceled', 'Nothing was charged for it.'],
};
const EXPIRED = [
  'This page has expired',
  'The time to approve ran out. Nothing was charged.',
] as const;

/** For whoever comes back to the page when all is decided. */
export function overPage(charge: Charge, status: OverStatus, returnUrl: string): Response {
  const isExpired = charge.declineCode === 'authentication_expired';
  const [title, words] = isExpired ? EXPIRED : OVER[status];
  const content = `
      <p class="amount">${escaped(formatMoney(charge.amount, 'en'))}</p>
      ${details(charge)}
      <p>${words}</p>
      <a class="primary" href="${escaped(returnUrl)}">Back to the shop</a>`;
  return html(200, page(title, content), returnUrl);
}

/** The same for a charge that is not there and for a wrong secret. */
export function unknownPage(): Response {
  const words = '<p>This address is not complete. Go back to the shop and try again.</p>';
  return html(404, page('There is nothing here', words), null);
}

function details({ reference, method }: Charge): string {
  return `<dl>
        <div><dt>Reference</dt><dd>${escaped(reference)}</dd></div>
        <div><dt>Card</dt><dd>ending in ${escaped(method.last4)}</dd></div>
      </dl>`;
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title} · payonce sandbox bank</title>
    <link rel="stylesheet" href="/authenticate.css" />
  </head>
  <body>
    <main>
      <p class="bank">payonce sandbox bank</p>
      <h1>${title}</h1>${content}
      <p class="small">This is a demo. No money moves.</p>
    </main>
  </body>
</html>
`;
}

function html(status: number, body: string, returnUrl: string | null): Response {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "base-uri 'none'",
    // Browsers hold the redirect that follows the form against it too.
    `form-action 'self'${returnUrl === null ? '' : ` ${sourceOf(returnUrl)}`}`,
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return new Response(body, {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}

/** A policy has no words for the address of an IPv6 host, so for one it names the scheme only. */
function sourceOf(url: string): string {
  const { origin, protocol, hostname } = new URL(url);
  return hostname.startsWith('[') ? protocol : origin;
}

function escaped(text: string): string {
  const characters: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (character) => characters[character] ?? character);
}
