// Asks the server for the picture: every question is a react-query query, one at a time, and who
// asks while an older question is still out gets the next one's answer. Knows whether the last
// answer is younger than the last moment at which something may have been missed. Does not know
// when to ask.

import type { QueryKey } from '@tanstack/query-core';
import type { ReadAnswer } from './api.ts';
import type { ClientPorts } from './ports.ts';

export interface AskerOptions {
  readonly queryClient: ClientPorts['queryClient'];
  /**
   * No other instance has this key: a shared question might have been asked before what must be
   * known.
   */
  readonly queryKey: QueryKey;
  /** Grows with whatever makes an older question useless. */
  readonly step: () => number;
  readonly read: (signal: AbortSignal) => Promise<ReadAnswer>;
  /** `isCurrent`: nothing was missed since this question was asked. */
  onAnswer(answer: ReadAnswer, askedAtStep: number, isCurrent: boolean): void;
}

export interface Asker {
  /**
   * Resolves once a question that was asked no earlier than this call was answered (true) or
   * failed. Never rejects.
   */
  ask(): Promise<boolean>;
  /**
   * Resolves to true once the picture is fresh: at once, or with a question that was asked since it
   * was disturbed.
   */
  freshen(): Promise<boolean>;
  /** From now on, what was answered before does not count as fresh. */
  disturb(): void;
  isAsking(): boolean;
}

interface Question {
  readonly disturbance: number;
  readonly step: number;
  readonly answered: Promise<boolean>;
}

const UNANSWERED: ReadAnswer = {
  type: 'failed',
  failure: { type: 'shop-down', certain: false },
};

export function createAsker(options: AskerOptions): Asker {
  let disturbances = 0;
  let freshAt = -1;
  let out: Question | null = null;
  let next: Promise<boolean> | null = null;

  async function put(disturbance: number, step: number): Promise<boolean> {
    const answer = await query(options);
    out = null;
    if (answer.type === 'checkout') freshAt = disturbance;
    else if (freshAt === disturbance) freshAt = -1;
    options.onAnswer(answer, step, disturbance === disturbances);
    return answer.type === 'checkout';
  }

  function ask(): Promise<boolean> {
    const step = options.step();
    if (out === null) {
      const answered = put(disturbances, step);
      out = { disturbance: disturbances, step, answered };
      return answered;
    }
    if (out.disturbance === disturbances && out.step === step) return out.answered;
    next ??= out.answered.then(() => {
      next = null;
      return ask();
    });
    return next;
  }

  function freshen(): Promise<boolean> {
    if (freshAt === disturbances) return Promise.resolve(true);
    return out?.disturbance === disturbances ? out.answered : ask();
  }

  return {
    ask,
    freshen,
    disturb: () => {
      disturbances += 1;
    },
    isAsking: () => out !== null,
  };
}

async function query({ queryClient, queryKey, read }: AskerOptions): Promise<ReadAnswer> {
  let answer = UNANSWERED;
  try {
    await queryClient.query({
      queryKey,
      queryFn: async ({ signal }) => (answer = await read(signal)),
      staleTime: 0,
      gcTime: 0,
      retry: false,
      networkMode: 'always',
      structuralSharing: false,
      // In place of a storefront's default one, which would store the answer and take it for the
      // next.
      persister: (queryFn, context) => queryFn(context),
    });
  } catch {
    // The storefront cleared its queries, or a callback of its own threw: what was answered counts
    // all the same.
  } finally {
    // Left in the cache it might be taken for an answer when the wall clock is set back, or be
    // stored.
    queryClient.removeQueries({ queryKey, exact: true });
  }
  return answer;
}
