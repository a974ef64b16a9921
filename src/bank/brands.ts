// Card brands: whose number begins how, how many digits it has, how it is grouped, how long its
// security code is. Knows nothing of whether a card exists or what becomes of a charge.

export type Brand =
  'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay' | 'maestro';

export interface BrandRules {
  readonly label: string;
  readonly lengths: readonly number[];
  /** How the digits are set in groups; the last size repeats. */
  readonly groups: readonly number[];
  readonly codeLength: number;
}

const FOURS = [4];
const SIXTEEN_TO_NINETEEN = [16, 17, 18, 19];

const RULES: Readonly<Record<Brand, BrandRules & { readonly begins: RegExp }>> = {
  visa: { label: 'Visa', begins: /^4/, lengths: [16], groups: FOURS, codeLength: 3 },
  mastercard: {
    label: 'Mastercard',
    begins: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/,
    lengths: [16],
    groups: FOURS,
    codeLength: 3,
  },
  amex: {
    label: 'American Express',
    begins: /^3[47]/,
    lengths: [15],
    groups: [4, 6, 5],
    codeLength: 4,
  },
  discover: {
    label: 'Discover',
    begins: /^(6011|64[4-9]|65)/,
    lengths: SIXTEEN_TO_NINETEEN,
    groups: FOURS,
    codeLength: 3,
  },
  diners: {
    label: 'Diners Club',
    begins: /^(30[0-59]|36|3[89])/,
    lengths: [14, 16],
    groups: [4, 6, 4],
    codeLength: 3,
  },
  jcb: {
    label: 'JCB',
    begins: /^35(2[89]|[3-8])/,
    lengths: SIXTEEN_TO_NINETEEN,
    groups: FOURS,
    codeLength: 3,
  },
  unionpay: {
    label: 'UnionPay',
    begins: /^62/,
    lengths: SIXTEEN_TO_NINETEEN,
    groups: FOURS,
    codeLength: 3,
  },
  maestro: {
    label: 'Maestro',
    begins: /^(50|5[6-8]|6[37])/,
    lengths: [12, 13, 14, 15, 16, 17, 18, 19],
    groups: FOURS,
    codeLength: 3,
  },
};

// A number of no brand we know: ISO/IEC 7812 allows up to 19 digits, and nobody issues fewer than
// 12.
const UNKNOWN: BrandRules = {
  label: 'Card',
  lengths: [12, 13, 14, 15, 16, 17, 18, 19],
  groups: FOURS,
  codeLength: 3,
};

const BRANDS = Object.keys(RULES) as Brand[];

/** The brand as soon as the first digits tell it, else null. */
export function detectBrand(digits: string): Brand | null {
  return BRANDS.find((brand) => RULES[brand].begins.test(digits)) ?? null;
}

export function brandRules(brand: Brand | null): BrandRules {
  return brand === null ? UNKNOWN : RULES[brand];
}

export function isBrand(name: string): name is Brand {
  return Object.hasOwn(RULES, name);
}

/** Splits digits into a brand's groups: `["4242", "4242", "42"]`. */
export function groupDigits(digits: string, brand: Brand | null): string[] {
  const sizes = brandRules(brand).groups;
  const groups: string[] = [];
  for (let start = 0; start < digits.length;) {
    const size = sizes[Math.min(groups.length, sizes.length - 1)] ?? 4;
    groups.push(digits.slice(start, start + size));
    start += size;
  }
  return groups;
}
