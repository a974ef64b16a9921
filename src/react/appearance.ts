// Reads how the widget looks on this page, so that the bank's frame can look the same, and tells
// when that may have changed. Knows names of CSS custom properties; sets none.

/**
 * Widget to frame: the storefront's name for a look, and the resolved one that the style sheet
 * keeps.
 */
const LOOKS = [
  ['--payonce-ink', '--po-ink'],
  ['--payonce-muted', '--po-muted'],
  ['--payonce-paper', '--po-paper'],
  ['--payonce-field', '--po-field'],
  ['--payonce-line', '--po-line'],
  ['--payonce-focus', '--po-focus'],
  ['--payonce-danger', '--po-danger'],
  ['--payonce-radius', '--po-radius'],
  ['--payonce-font', '--po-font'],
] as const;

const DARK = '(prefers-color-scheme: dark)';

export interface Appearance {
  readonly colorScheme: 'light' | 'dark';
  readonly variables: Readonly<Record<string, string>>;
}

export function readAppearance(element: Element): Appearance {
  const style = getComputedStyle(element);
  const variables: Record<string, string> = {};
  for (const [name, resolved] of LOOKS) {
    const value = style.getPropertyValue(resolved).trim();
    if (value !== '') variables[name] = value;
  }
  const scheme = style.getPropertyValue('--po-scheme').trim();
  if (scheme === 'light' || scheme === 'dark') return { colorScheme: scheme, variables };
  // Without the style sheet the page's own wish is all there is.
  return { colorScheme: matches(DARK) ? 'dark' : 'light', variables };
}

/**
 * Calls back when the system's scheme or any `data-payonce-theme` above has changed, until stopped.
 */
export function onAppearanceChange(element: Element, listener: () => void): () => void {
  const query = typeof matchMedia === 'function' ? matchMedia(DARK) : null;
  query?.addEventListener('change', listener);
  const observer = new MutationObserver(listener);
  const options = { attributes: true, attributeFilter: ['data-payonce-theme'], subtree: true };
  observer.observe(element.ownerDocument, options);
  return () => {
    query?.removeEventListener('change', listener);
    observer.disconnect();
  };
}

function matches(query: string): boolean {
  return typeof matchMedia === 'function' && matchMedia(query).matches;
}
