// How the fields look inside somebody's shop: light or dark, writing direction, and the CSS
// properties a shop may set. Takes only names it knows and plain values; the rest is the style
// sheet's.

import type { Connect, ToFrame } from '../protocol/card-frame.ts';

type Appearance = Pick<Extract<ToFrame, { type: 'appearance' }>, 'colorScheme' | 'variables'>;

/** What a shop may set; each falls back to the style sheet's own. */
export const KNOWN_VARIABLES: readonly string[] = [
  '--payonce-ink',
  '--payonce-muted',
  '--payonce-paper',
  '--payonce-field',
  '--payonce-line',
  '--payonce-focus',
  '--payonce-danger',
  '--payonce-radius',
  '--payonce-font',
];

// Colours, lengths, font lists: no function that could load something or reach into other
// properties.
const PLAIN_VALUE = /^[\w\s#%.,'"()/+*-]{1,200}$/;
const LOADS = /url\s*\(|image\s*\(|image-set\s*\(|src\s*\(|expression\s*\(/i;

export function applyAppearance(page: Document, { colorScheme, variables }: Appearance): void {
  const { style, dataset } = page.documentElement;
  dataset['colorScheme'] = colorScheme;
  for (const name of KNOWN_VARIABLES) {
    const value = variables[name]?.trim() ?? '';
    if (PLAIN_VALUE.test(value) && !LOADS.test(value)) style.setProperty(name, value);
    else style.removeProperty(name);
  }
}

// The languages written from right to left that have a two-letter code. `Intl.Locale` tells too,
// but not everywhere.
const RIGHT_TO_LEFT = new Set(['ar', 'dv', 'fa', 'he', 'ks', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);

/**
 * The layout follows the shop's language although the words are English: the fields must mirror
 * with the page.
 */
export function applyDirection(page: Document, locale: Connect['locale']): void {
  const [language = ''] = locale.toLowerCase().split(/[-_]/);
  page.documentElement.dir = RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';
}
