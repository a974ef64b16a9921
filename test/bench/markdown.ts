// Tables, paragraphs and numbers as a person reads them, in Markdown and in its source alike. Knows
// no measure.

import type { Spread } from './statistics.ts';

/** A table; the columns after the first `texts` are numbers. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  texts = 1,
): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, column) =>
      column < texts ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) =>
    column < texts ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

const COLUMNS = 120;

/** Words in lines, whatever the lines were; with `indent` before all lines but the first. */
export function wrapped(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > COLUMNS && line !== '') lines.push(line);
    line = longer.length > COLUMNS ? `${indent}${word}` : longer;
  }
  return [...lines, line].join('\n');
}

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
