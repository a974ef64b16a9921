// Amounts of money as both sides exchange them: integer minor units and an ISO 4217 code. Knows how
// many decimals a currency has and how a person reads an amount. Does not convert, round or divide.

/**
 * An amount in minor units: `{ value: 4200, currency: "EUR" }` is 42 euros, `{ value: 4200,
 * currency: "JPY" }` is 4200 yen.
 */
export interface Money {
  readonly value: number;
  readonly currency: string;
}

// ISO 8583, which carries card payments between banks, gives an amount twelve digits.
export const MAX_AMOUNT_MINOR = 999_999_999_999;

// ISO 4217, active national currencies by number of decimals. Left out: funds, metals and test
// codes, and the two units of account with four decimals (CLF, UYW), which no card settles.
const NO_DECIMALS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF';
const THREE_DECIMALS = 'BHD IQD JOD KWD LYD OMR TND';
const TWO_DECIMALS =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP ' +
  'CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES ' +
  'KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK ' +
  'NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB ' +
  'TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG';

const decimalsByCurrency: ReadonlyMap<string, number> = new Map([
  ...NO_DECIMALS.split(' ').map((code) => [code, 0] as const),
  ...TWO_DECIMALS.split(' ').map((code) => [code, 2] as const),
  ...THREE_DECIMALS.split(' ').map((code) => [code, 3] as const),
]);

/** True for an upper-case ISO 4217 code that payonce takes. */
export function isCurrency(code: string): boolean {
  return decimalsByCurrency.has(code);
}

/** How many decimals a currency has: 0, 2 or 3. Throws for a code that `isCurrency` refuses. */
export function currencyDecimals(code: string): number {
  const decimals = decimalsByCurrency.get(code);
  if (decimals === undefined)
    throw new RangeError(`Unknown currency "${code}": use an ISO 4217 code such as "EUR".`);
  return decimals;
}

/** True when both are the same amount of the same currency. */
export function sameMoney(a: Money, b: Money): boolean {
  return a.value === b.value && a.currency === b.currency;
}

/**
 * The amount as a person of `locale` reads it: `formatMoney({ value: 4200, currency: "EUR" },
 * "en")` is "€42.00".
 */
export function formatMoney(money: Money, locale?: string): string {
  const decimals = currencyDecimals(money.currency);
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return format.format(money.value / 10 ** decimals);
}
