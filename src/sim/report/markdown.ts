// Tables and paragraphs in Markdown that read well in their source too. Knows no measure.

const COLUMNS = 120;

/** A table; the columns after the first `texts` are numbers. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  texts = 1,
): string {
  const widths = head.map((_name, column) =>
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

/** Words as they are, in a cell of a table. */
export function cell(words: string): string {
  return words.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}
