// What the command says of itself.

export const HELP = `npm run sim -- [options]

  (nothing)             20,000 fresh seeds in memory, on every core
  --seeds N             so many seeds
  --from N              the first of them; else one from the clock, which is printed
  --store memory|pglite the database behind the servers (memory)
  --workers N           threads (one for each core)
  --stop-after N        ends after so many broken seeds (1)
  --resume FILE.json    keeps there how far it is, and goes on from there when started anew,
                        with as many seeds or more

  --seed N              replays one seed and says all of it in words
  --plan FILE.json      replays a plan that was saved
      --shrink          cuts it down to the smallest story that breaks the same promise
      --story           draws what happened, lane by lane
      --story FILE      the same as a page (.html) or a picture (.svg)
      --save FILE.json  writes the plan, as cut down, to be kept

  --corpus              every story that once failed, and a hash over all of them
  --mutants             proves that planted bugs are caught
  --systematic          crashes at every point, one by one and in pairs, and the model's
                        every step: half an hour
  --profile             where the time of 2,000 seeds goes, on one core
  --report              writes what was measured into docs/simulation.md
  --help                this

Ends with 0 when every promise was kept, 1 when one was broken, 2 when it was mistyped.
`;
