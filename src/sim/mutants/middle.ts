// The median of a few numbers.

/** Of an even count the lower of the two in the middle. Throws on none. */
export function middleOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted[(sorted.length - 1) >> 1];
  if (middle === undefined) throw new Error('Nothing has no middle.');
  return middle;
}
