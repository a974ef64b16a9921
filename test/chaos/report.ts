// What a run came to, as a table of plain text. Knows words, no process.

import type { Result } from './rounds.ts';

/** One line for each figure. */
export function tableOf(result: Result): string {
  const { tallies } = result;
  const killed = tallies.sum('death ') - tallies.of('death start');
  const lines: [string, string | number][] = [
    ['seed', result.seed],
    ['rounds', `${result.rounds} of 16 shoppers`],
    ['payments', `${result.paid} paid, shoppers were told ${tallies.of('payments')}`],
    ['declines told', tallies.of('declines')],
    ['authentications', tallies.of('authentications')],
    ['servers killed', `${killed} (${told(tallies.under('death '))})`],
    ['backends killed', `${tallies.sum('backend ')} (${told(tallies.under('backend '))})`],
    ['faults armed', `${tallies.sum('fault ')} (${told(tallies.under('fault '))})`],
    ['answers', told(tallies.under('answer '))],
    ['replays', tallies.of('replays')],
    ['refunds', tallies.of('refunds')],
    ['charges', result.captured],
    ['double charges', result.doubles],
    ['lost', result.lost],
    ['violations', result.violations.length],
    ['quiet after', `${result.quietSeconds} s`],
    ['wall time', `${result.seconds} s`],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function told(counts: readonly [string, number][]): string {
  return counts.map(([what, count]) => `${what} ${count}`).join(', ');
}

/** Every contradiction, and the rows that show it. */
export function complaintsOf({ violations, evidence }: Result): string {
  const lines = violations.map(({ what, checkoutId }) => `${checkoutId ?? 'the shop'} ${what}`);
  return [...lines, ...evidence].join('\n');
}
