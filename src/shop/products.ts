// What Tidewater Ceramics sells, and for how much. The only place where a price is decided: pages
// and carts name a piece by its sku. Does not know how a piece looks.

import type { Money } from '../index.ts';

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
}

export const SHOP_CURRENCY = 'EUR';

/** How many of each piece there are before the first is sold. */
export const FIRST_STOCK = 1000;

function piece(sku: string, name: string, priceMinor: number): Product {
  return { sku, name, price: { value: priceMinor, currency: SHOP_CURRENCY } };
}

export const PRODUCTS: readonly Product[] = [
  piece('mug', 'Tide mug', 28_00),
  piece('bowl', 'Harbour bowl', 42_00),
  piece('teapot', 'Estuary teapot', 96_00),
  piece('vase', 'Marsh vase', 74_00),
  piece('plate', 'Shoreline plate', 36_00),
  piece('lamp', 'Beacon lamp', 148_00),
];

const productsBySku: ReadonlyMap<string, Product> = new Map(
  PRODUCTS.map((product) => [product.sku, product]),
);

export function findProduct(sku: string): Product | null {
  return productsBySku.get(sku) ?? null;
}
