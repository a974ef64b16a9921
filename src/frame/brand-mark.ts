// Draws the card's brand as a small mark, and names it for those who do not see it. The marks are
// our own plain shapes in the brands' colours. Knows no numbers.

import { brandRules, type Brand } from '../bank/brands.ts';
import { pick } from './field.ts';

const SVG = 'http://www.w3.org/2000/svg';

type Attributes = Readonly<Record<string, string | number>>;
type Shape = readonly [
  tag: 'rect' | 'circle' | 'path' | 'text',
  attributes: Attributes,
  text?: string,
];

const PLATE = { x: 0.5, y: 0.5, width: 33, height: 21, rx: 4 };
const WHITE_PLATE: Shape = ['rect', { ...PLATE, fill: '#ffffff', stroke: '#d5d9e0' }];

function plate(fill: string): Shape {
  return ['rect', { ...PLATE, fill }];
}

function name(text: string, fill: string, size: number, y: number): Shape {
  const font = { 'font-family': 'system-ui, sans-serif', 'font-weight': 700, 'font-size': size };
  return ['text', { x: 17, y, fill, 'text-anchor': 'middle', ...font }, text];
}

function circle(cx: number, fill: string, opacity = 1): Shape {
  return ['circle', { cx, cy: 11, r: 6, fill, 'fill-opacity': opacity }];
}

const MARKS: Readonly<Record<Brand, readonly Shape[]>> = {
  visa: [plate('#1a3a8f'), name('VISA', '#ffffff', 10.5, 14.8)],
  mastercard: [WHITE_PLATE, circle(13.3, '#e5252b'), circle(20.7, '#f6a01b', 0.88)],
  amex: [plate('#2671b9'), name('AMEX', '#ffffff', 9, 14.2)],
  discover: [WHITE_PLATE, circle(24, '#ef7a1a'), name('D', '#1b1b1b', 11, 15)],
  diners: [
    WHITE_PLATE,
    circle(17, '#1f5fa8'),
    ['path', { d: 'M17 7v8', stroke: '#fff', 'stroke-width': 2.4 }],
  ],
  jcb: [
    WHITE_PLATE,
    ['rect', { x: 8, y: 5, width: 5.4, height: 12, rx: 2, fill: '#1667b5' }],
    ['rect', { x: 14.3, y: 5, width: 5.4, height: 12, rx: 2, fill: '#d4203c' }],
    ['rect', { x: 20.6, y: 5, width: 5.4, height: 12, rx: 2, fill: '#188a44' }],
  ],
  unionpay: [plate('#0b6e75'), name('UP', '#ffffff', 11, 15)],
  maestro: [WHITE_PLATE, circle(13.3, '#1f8fd6'), circle(20.7, '#e5252b', 0.88)],
};

const NO_BRAND: readonly Shape[] = [
  [
    'rect',
    {
      x: 4.75,
      y: 3.75,
      width: 24.5,
      height: 14.5,
      rx: 3,
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 1.5,
    },
  ],
  ['path', { d: 'M4.75 8.5h24.5', stroke: 'currentColor', 'stroke-width': 1.5 }],
];

/** Replaces the mark beside the card number. Null draws a plain card and says nothing. */
export function showBrand(root: ParentNode, brand: Brand | null): void {
  const place = pick(root, '#brand', HTMLElement);
  place.dataset['brand'] = brand ?? 'none';
  place.replaceChildren(draw(place.ownerDocument, brand === null ? NO_BRAND : MARKS[brand]));
  const spoken = brand === null ? '' : brandRules(brand).label;
  pick(root, '#brand-name', HTMLElement).textContent = spoken;
}

function draw(page: Document, shapes: readonly Shape[]): SVGElement {
  const svg = page.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 34 22', width: 34, height: 22 })) {
    svg.setAttribute(key, String(value));
  }
  for (const [tag, attributes, text] of shapes) {
    const shape = page.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, String(value));
    if (text !== undefined) shape.textContent = text;
    svg.append(shape);
  }
  return svg;
}
