// Does a list of jobs with so many at once as there are workers, and says how long it took. Knows
// nothing of what a job does.

export type Job = () => Promise<unknown>;

/** Milliseconds until the last job was done. The first failure rejects. */
export async function atOnce(workers: number, jobs: readonly Job[]): Promise<number> {
  const waiting = jobs.values();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (const job of waiting) await job();
    }),
  );
  return performance.now() - startedAt;
}
