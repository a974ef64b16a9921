// Tables and numbers as a person reads them in Markdown. Knows no measure.

import type { Spread } from './statistics.ts';

/** A table whose first column is text and whose others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** `12,345`, `12`, `1.2`: as many digits as mean something. */
export function number(value: number): string {
  const maximumFractionDigits = Math.abs(value) < 10 ? 1 : 0;
  return value.toLocaleString('en', { maximumFractionDigits });
}

/** `0.52 (0.48 to 0.61)`: the median and how far the rounds lay apart. */
export function ratio({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}
