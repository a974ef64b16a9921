// Elements and texts of XML, so that nothing a history says can become markup. Good for HTML and
// SVG alike.

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter);
}

export type Attributes = Readonly<Record<string, string | number | null>>;

/** `children` are markup already; an attribute that is null is left out. */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const pairs = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return `<${name}${pairs.join('')}>${children.join('')}</${name}>`;
}

/** A coordinate: a tenth of a pixel is as fine as anybody sees. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}
