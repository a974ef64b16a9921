// The page with the card and account fields, as HTML, and what a browser may do on it. The page's
// own script brings it to life; this knows labels and attributes, not behaviour.

import { MAX_CARD_INPUT_LENGTH } from './card-rules.ts';

/** Files that the page asks for beside itself. */
export const CARD_ASSETS: Readonly<Record<string, string>> = {
  'card.js': 'text/javascript; charset=utf-8',
  'card.css': 'text/css; charset=utf-8',
};

// Any shop may frame the page; nothing on it may come from anywhere else, and no string may become
// script.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  'frame-ancestors http: https:',
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

export const CARD_PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  // A kept copy could be older than its script.
  'Cache-Control': 'no-cache',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

interface FieldMarkup {
  readonly id: string;
  readonly label: string;
  readonly name: string;
  readonly autocomplete: string;
  /** Shown while the field has the focus and is empty. */
  readonly placeholder: string;
  readonly describedBy?: string;
  readonly inside?: string;
  readonly inputMode?: 'numeric' | 'text';
}

function field(markup: FieldMarkup): string {
  const { id, label, name, autocomplete, placeholder, describedBy = '', inside = '' } = markup;
  const { inputMode = 'numeric' } = markup;
  return `
        <div class="field" data-field="${id}">
          <input id="${id}" name="${name}" placeholder="${placeholder}"
            autocomplete="${autocomplete}" inputmode="${inputMode}" enterkeyhint="go"
            autocapitalize="off" autocorrect="off" spellcheck="false"
            maxlength="${MAX_CARD_INPUT_LENGTH}" dir="ltr" aria-required="true"
            aria-describedby="${describedBy}${id}-error" />
          <label for="${id}">${label}</label>${inside}
          <p class="error" id="${id}-error" aria-live="polite" hidden></p>
        </div>`;
}

const NUMBER = field({
  id: 'number',
  label: 'Card number',
  name: 'cardnumber',
  autocomplete: 'cc-number',
  placeholder: '1234 1234 1234 1234',
  describedBy: 'brand-name ',
  inside: `
          <span class="brand" id="brand" aria-hidden="true"></span>
          <span class="unseen" id="brand-name"></span>`,
});

const EXPIRY = field({
  id: 'exp',
  label: 'Expiry',
  name: 'exp-date',
  autocomplete: 'cc-exp',
  placeholder: 'MM/YY',
});

const SECURITY_CODE = field({
  id: 'cvc',
  label: 'Security code',
  name: 'cvc',
  autocomplete: 'cc-csc',
  placeholder: '123',
});

const IBAN = field({
  id: 'iban',
  label: 'IBAN',
  name: 'iban',
  autocomplete: 'off',
  placeholder: 'DE00 0000 0000 0000 0000 00',
  describedBy: 'mandate ',
  inputMode: 'text',
});

function method(id: string, value: string, label: string, attributes = ''): string {
  return `
          <div class="method">
            <input type="radio" id="${id}" name="method" value="${value}" autocomplete="off"${attributes} />
            <label for="${id}">${label}</label>
          </div>`;
}

const METHODS = `
        <fieldset class="methods">
          <legend class="unseen">Payment method</legend>${method('method-card', 'card', 'Card', ' checked')}${method('method-debit', 'bank_debit', 'Bank debit')}
        </fieldset>`;

export const CARD_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Card details</title>
    <link rel="stylesheet" href="/card.css" />
    <script type="module" src="/card.js"></script>
  </head>
  <body>
    <main>
      <p class="alone" id="alone" hidden>
        These are the card fields of the payonce sandbox bank. They work inside a shop's checkout;
        opened alone, they send nothing.
      </p>
      <form class="fields" id="fields" novalidate autocomplete="on">
        ${METHODS}
        <div class="panel" id="card-fields">${NUMBER}${EXPIRY}${SECURITY_CODE}
        </div>
        <div class="panel" id="debit-fields" hidden>${IBAN}
          <p class="note" id="mandate">
            By paying you allow this shop to collect the amount from your account once.
          </p>
        </div>
      </form>
    </main>
  </body>
</html>
`;
