// Lists and numbers as a person reads them in the benchmarks' report. Knows no measure.

import { wrapped } from '../../src/sim/report/markdown.ts';
import type { Spread } from './statistics.ts';

export function bullets(texts: readonly string[]): string {
  return texts.map((text) => wrapped(`- ${text}`, '  ')).join('\n');
}

/** `12,345`, `12`, `1.2`: as many digits as mean something. */
export function number(value: number): string {
  const maximumFractionDigits = Math.abs(value) < 10 ? 1 : 0;
  return value.toLocaleString('en', { maximumFractionDigits });
}

/** `0.52 (0.48 to 0.61)`: the median, and between what half of the rounds lay. */
export function ratio({ median, low, high }: Spread): string {
  return `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
