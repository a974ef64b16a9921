// Numbers as a person reads them in a terminal and in the report. Knows no measure.

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
// The mean of the Gregorian calendar.
const YEAR_MS = 365.2425 * DAY_MS;

/** `12,345`, `12`, `1.2`: as many digits as mean something. */
export function figure(value: number): string {
  const maximumFractionDigits = Math.abs(value) < 10 ? 1 : 0;
  return value.toLocaleString('en', { maximumFractionDigits });
}

export function whole(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 0 });
}

/** `20.6 a seed`: a sum over so many. */
export function each(sum: number, count: number): number {
  return count === 0 ? 0 : sum / count;
}

/** `2.5 %`, `12 %`: a share of 1. */
export function percent(share: number): string {
  return `${figure(share * 100)} %`;
}

/** `0.4 s`, `48 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 10 * SECOND_MS) return `${(ms / SECOND_MS).toFixed(1)} s`;
  const seconds = Math.round(ms / SECOND_MS);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `3 h 20 min`, `3 h 20 min in 2 sittings`. */
export function wallTime(wallMs: number, sittings: number): string {
  return `${duration(wallMs)}${sittings === 1 ? '' : ` in ${sittings} sittings`}`;
}

/** `1.7 years`, `12 days`, `3.4 hours`, `2.5 minutes` of time that nobody waited for. */
export function virtualTime(ms: number): string {
  if (ms >= YEAR_MS / 2) return counted(ms / YEAR_MS, 'year');
  if (ms >= 2 * DAY_MS) return counted(ms / DAY_MS, 'day');
  if (ms >= 2 * HOUR_MS) return counted(ms / HOUR_MS, 'hour');
  return counted(ms / MINUTE_MS, 'minute');
}

/** `1 payment`, `3 payments`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  const amount = figure(value);
  return `${amount} ${amount === '1' ? one : many}`;
}
