// A whole number within bounds, for schemas of messages: one sentence says all that is wrong.

import * as v from 'valibot';

export function wholeNumber(min: number, max: number, what: string) {
  const message = `${what} must be a whole number from ${min} to ${max}`;
  return v.pipe(
    v.number(message),
    v.safeInteger(message),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}
