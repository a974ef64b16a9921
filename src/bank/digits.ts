// Digits as people type and paste them: full-width and Arabic ones, spaces, dashes. Also the check
// digit that card numbers end with. Knows no brands and no card.

// The first code points of the decimal digits that phone keyboards offer besides ASCII:
// Arabic-Indic and Persian.
const ZEROS = [0x0660, 0x06f0];

/**
 * The same text with ASCII digits. Its length can differ where compatibility forms (such as "①")
 * unfold.
 */
export function asciiDigits(text: string): string {
  return text.normalize('NFKC').replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const zero = ZEROS.find((start) => code >= start && code <= start + 9) ?? code;
    return String(code - zero);
  });
}

/** Only the digits of a text, as ASCII. */
export function digitsOnly(text: string): string {
  return asciiDigits(text).replace(/[^0-9]/g, '');
}

/**
 * True when the last digit fits the others (ISO/IEC 7812-1, "Luhn"): it catches every single wrong
 * digit.
 */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const weighted = index % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return digits !== '' && sum % 10 === 0;
}
