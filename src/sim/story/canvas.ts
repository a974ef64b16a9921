// A line of text as a row of cells, drawn into from several sides. What is drawn last is on top;
// what does not fit is left out. Every character used here is one column wide.

export class Canvas {
  readonly #cells: string[];

  constructor(columns: number) {
    this.#cells = Array.from({ length: columns }, () => ' ');
  }

  put(column: number, text: string): void {
    for (const [index, letter] of [...text].entries()) {
      const at = column + index;
      if (at >= 0 && at < this.#cells.length) this.#cells[at] = letter;
    }
  }

  /** Between two columns, both included. */
  fill(from: number, to: number, letter: string): void {
    for (let column = from; column <= to; column += 1) this.put(column, letter);
  }

  toString(): string {
    return this.#cells.join('').trimEnd();
  }
}

/** Words in lines of at most so many columns; a word that is longer is cut. */
export function wrap(words: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > columns && line !== '') lines.push(line);
    line = longer.length > columns ? cut(word, columns) : longer;
  }
  return [...lines, line];
}

export function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}
